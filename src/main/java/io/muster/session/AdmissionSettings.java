package io.muster.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Who is let in how fast. What is refused is told when to come back, each peer another time. */
@ConfigMapping(prefix = "muster.admission")
public interface AdmissionSettings {

  /** Most connections on the agent port; unset: what the limit of open files allows, less 500. */
  Optional<Integer> maxConnections();

  /** New WebSocket connections a second, in all, once the burst is used up. */
  @WithDefault("2000")
  double connectsPerSecond();

  /** New WebSocket connections that may come at once, in all: a fleet after a restart. */
  @WithDefault("20000")
  double connectBurst();

  /**
   * New WebSocket connections a second from one address; unset: any number, since many agents may
   * be behind one address.
   */
  Optional<Double> connectsPerAddress();

  /** New WebSocket connections that may come at once from one address, where that is limited. */
  @WithDefault("100")
  double connectBurstPerAddress();
}
