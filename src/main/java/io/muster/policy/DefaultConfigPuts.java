package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.config.Resolver;
import io.muster.config.Versioned;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets the default config: all checks of a PUT, and what it writes. Tells nobody and logs nothing,
 * so that a plan can ask the same over stores that only it sees. Blocking, failures and threads as
 * with {@link io.muster.config.RevisionCatalogue}.
 */
final class DefaultConfigPuts {

  private final SettingsStore store;
  private final Function<ConfigReference, Resolver.Outcome> resolve;
  private final InstantSource clock;

  /**
   * Over this store.
   *
   * @param resolve what a reference means now
   */
  DefaultConfigPuts(
      SettingsStore store,
      Function<ConfigReference, Resolver.Outcome> resolve,
      InstantSource clock) {
    this.store = store;
    this.resolve = resolve;
    this.clock = clock;
  }

  /**
   * What became of it.
   *
   * @param changed whether something was written
   */
  record Done(DefaultConfig.Outcome outcome, boolean changed) {}

  Done set(@Nullable ConfigReference config, String author, DefaultConfig.@Nullable Seen seen) {
    if (config != null && resolve.apply(config) instanceof Resolver.Unusable(String message)) {
      return new Done(new DefaultConfig.Invalid(message), false);
    }
    for (int i = 0; i < PolicySource.MAX_TRIES; i++) {
      Versioned<PolicySettings> stored = store.policy().orElse(null);
      PolicySettings value = stored == null ? PolicySettings.NONE : stored.value();
      if (seen != null && !Objects.equals(seen.config(), value.defaultConfig())) {
        return new Done(new DefaultConfig.Moved(value.defaultConfig()), false);
      }
      if (Objects.equals(config, value.defaultConfig())) {
        return new Done(new DefaultConfig.Saved(config), false);
      }
      if (write(stored, config, author)) {
        return new Done(new DefaultConfig.Saved(config), true);
      }
    }
    return new Done(new DefaultConfig.Busy(), false);
  }

  /** Writes it whatever the checks say: a plan goes on behind what it refused. */
  void insist(@Nullable ConfigReference config, String author) {
    var _ = write(store.policy().orElse(null), config, author);
  }

  private boolean write(
      @Nullable Versioned<PolicySettings> stored, @Nullable ConfigReference config, String author) {
    long generation = stored == null ? 0 : stored.value().generation();
    PolicySettings changed = new PolicySettings(config, generation + 1, clock.instant(), author);
    return stored == null
        ? store.addPolicy(changed)
        : store.replacePolicy(changed, stored.version());
  }
}
