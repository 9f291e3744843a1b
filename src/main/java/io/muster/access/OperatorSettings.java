package io.muster.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where operators reach the server: REST, probes, metrics. */
@ConfigMapping(prefix = "muster.operators")
public interface OperatorSettings {

  /** Address the operator port is bound to. Anything but loopback is reachable by others. */
  @WithDefault("127.0.0.1")
  String host();

  /** Port for operators, 0 for one that the operating system chooses. */
  @WithDefault("8080")
  int port();

  /**
   * Whether the token of the data folder works on beside those of operators; else it ends with the
   * first token of an operator who may do everything.
   */
  @WithDefault("false")
  boolean keepBootstrapToken();
}
