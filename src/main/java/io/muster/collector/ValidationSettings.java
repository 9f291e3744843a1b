package io.muster.collector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How configs of OpenTelemetry Collectors are checked when they are put. */
@ConfigMapping(prefix = "muster.validation")
public interface ValidationSettings {

  /**
   * What becomes of a config that a collector would refuse: `refuse` (a request can say
   * validate=false), `warn` (taken, with what was found in the answer), `off` (not checked).
   */
  @WithDefault("refuse")
  OnPut onPut();

  /**
   * Path of an `otelcol` program: its `validate` is asked, too. Run it as a user with few rights:
   * it reads what a config's settings name, as certificates.
   */
  Optional<Path> otelcol();

  /** After this time the program is ended, and the config counts as not checked by it. */
  @WithDefault("10s")
  Duration otelcolTimeout();

  /** What becomes of a config that a collector would refuse. */
  enum OnPut {
    REFUSE,
    WARN,
    OFF
  }
}
