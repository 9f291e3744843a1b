package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.config.RevisionCatalogue;
import jakarta.inject.Singleton;
import java.time.InstantSource;
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
  private final DefaultConfigPuts puts;

  /** The default config over the store; changes are put in force through the policy source. */
  public DefaultConfig(SettingsStore store, PolicySource policies, InstantSource clock) {
    this.store = store;
    this.policies = policies;
    this.puts = new DefaultConfigPuts(store, policies.resolver()::resolve, clock);
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
    DefaultConfigPuts.Done done = puts.set(config, author, seen);
    if (done.changed()) {
      LOG.infof("event=default_config_set config=%s author=%s", config, author);
      policies.changed();
    } else if (done.outcome() instanceof Saved) {
      policies.catchUp();
    }
    return done.outcome();
  }
}
