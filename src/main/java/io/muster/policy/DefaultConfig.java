package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.config.Versioned;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The config of agents that no target wants (`settings/default-config`). Blocking, failures and
 * threads as with {@link RevisionCatalogue}.
 */
@Singleton
public final class DefaultConfig {

  private static final Logger LOG = Logger.getLogger(DefaultConfig.class);

  private final SettingsStore store;
  private final PolicySource policies;
  private final InstantSource clock;

  /** The default config over the store; changes are put in force through the policy source. */
  public DefaultConfig(SettingsStore store, PolicySource policies, InstantSource clock) {
    this.store = store;
    this.policies = policies;
    this.clock = clock;
  }

  /** What became of the wish for another default. */
  public sealed interface Outcome {}

  /** It is durable and in force. */
  public record Saved(@Nullable ConfigReference config) implements Outcome {}

  /** Refused; the message says why and what to do. */
  public record Invalid(String message) implements Outcome {}

  /**
   * Nothing was changed, because this is not the state the operator had seen.
   *
   * @param current what there is; null for none
   */
  public record Moved(@Nullable ConfigReference current) implements Outcome {}

  /** Others changed the settings all the time; nothing was changed, try again. */
  public record Busy() implements Outcome {}

  /** The default config; empty if there is none. */
  public Optional<ConfigReference> get() {
    return store.policy().map(stored -> stored.value().defaultConfig());
  }

  /**
   * What an operator saw before asking for a change.
   *
   * @param config null for none
   */
  public record Seen(@Nullable ConfigReference config) {}

  /**
   * Sets the default config.
   *
   * @param config null for none: agents without a target keep what they have
   * @param seen the state to be changed; null for whatever there is
   */
  public Outcome set(@Nullable ConfigReference config, String author, @Nullable Seen seen) {
    if (config != null
        && policies.resolver().resolve(config) instanceof Resolver.Unusable(String message)) {
      return new Invalid(message);
    }
    for (int i = 0; i < PolicySource.MAX_TRIES; i++) {
      Versioned<PolicySettings> stored = store.policy().orElse(null);
      PolicySettings value = stored == null ? PolicySettings.NONE : stored.value();
      if (seen != null && !Objects.equals(seen.config(), value.defaultConfig())) {
        return new Moved(value.defaultConfig());
      }
      if (Objects.equals(config, value.defaultConfig())) {
        policies.catchUp();
        return new Saved(config);
      }
      PolicySettings changed =
          new PolicySettings(config, value.generation() + 1, clock.instant(), author);
      if (stored == null
          ? store.addPolicy(changed)
          : store.replacePolicy(changed, stored.version())) {
        LOG.infof("event=default_config_set config=%s author=%s", config, author);
        policies.changed();
        return new Saved(config);
      }
    }
    return new Busy();
  }
}
