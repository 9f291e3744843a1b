package io.muster.rollout;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the gates of rollouts with PromQL ask: a Prometheus, or what speaks like one. */
@ConfigMapping(prefix = "muster.rollouts.prometheus")
public interface PrometheusSettings {

  /** Its address, as http://prometheus:9090; without one, gates with PromQL are refused. */
  Optional<String> url();

  /** A bearer token for it. */
  Optional<String> token();

  /** PEM file with the certificates of its authority; the JDK's own list otherwise. */
  Optional<Path> caFile();

  /** How long a query may take. */
  @WithDefault("10s")
  Duration timeout();
}
