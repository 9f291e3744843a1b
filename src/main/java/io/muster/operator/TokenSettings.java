package io.muster.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How long tokens of operators live. */
@ConfigMapping(prefix = "muster.operators.tokens")
public interface TokenSettings {

  /** How long a token lives that asks for nothing else. */
  @WithDefault("90d")
  Duration lifetime();

  /** The longest that one may ask for; without it as long as it asks for, and `never`. */
  Optional<Duration> maxLifetime();

  /** Both together. */
  default TokenLifetimes lifetimes() {
    return new TokenLifetimes(lifetime(), maxLifetime().orElse(null));
  }
}
