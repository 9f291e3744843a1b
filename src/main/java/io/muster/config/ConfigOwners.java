package io.muster.config;

import io.muster.config.ConfigOwner.Hold;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which configs are kept by something outside. Blocks; throws the store's exception; thread-safe.
 */
@Singleton
public final class ConfigOwners {

  private static final Logger LOG = Logger.getLogger(ConfigOwners.class);
  private static final int MAX_TRIES = 32;

  private final ConfigOwnerStore store;
  private final InstantSource clock;

  /** Over this store. */
  public ConfigOwners(ConfigOwnerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Who keeps a config, or kept it. */
  public Optional<ConfigOwner> of(String config) {
    return store.get(config).map(Versioned::value);
  }

  /** Of all configs, by name. */
  public Map<String, ConfigOwner> all() {
    Map<String, ConfigOwner> all = new HashMap<>();
    store.all().forEach(each -> all.put(each.value().config(), each.value()));
    return all;
  }

  /** The configs that one owner keeps or kept. */
  public List<ConfigOwner> of(String owner, String uid) {
    return store.all().stream()
        .map(Versioned::value)
        .filter(each -> each.owner().equals(owner) && each.uid().equals(uid))
        .toList();
  }

  /** What became of a claim. */
  public sealed interface Claim {

    /** The config is the owner's. */
    record Taken(ConfigOwner owner) implements Claim {}

    /** It is another's, or was taken away from this one. */
    record Refused(ConfigOwner holder) implements Claim {}
  }

  /**
   * Makes a config an owner's. The first one keeps it; what is orphaned, and what was taken away
   * from another owner or from one of the same name before, may be claimed.
   */
  public Claim claim(String config, String owner, String uid) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConfigOwner> stored = store.get(config).orElse(null);
      if (stored == null) {
        ConfigOwner made =
            new ConfigOwner(config, owner, uid, Hold.HELD, "", 0, "", clock.instant(), owner);
        if (store.add(made)) {
          return new Claim.Taken(made);
        }
        continue;
      }
      ConfigOwner present = stored.value();
      boolean same = present.owner().equals(owner) && present.uid().equals(uid);
      switch (present.hold()) {
        case HELD -> {
          if (same) {
            return new Claim.Taken(present);
          }
          // One that was made anew under the same name: the one before is gone.
          if (!present.owner().equals(owner)) {
            return new Claim.Refused(present);
          }
        }
        case DETACHED -> {
          if (same) {
            return new Claim.Refused(present);
          }
        }
        case ORPHANED -> {}
      }
      ConfigOwner made =
          same
              ? present.holding(Hold.HELD, clock.instant(), owner)
              : new ConfigOwner(config, owner, uid, Hold.HELD, "", 0, "", clock.instant(), owner);
      if (store.replace(made, stored.version())) {
        return new Claim.Taken(made);
      }
    }
    throw new StoreContended(config);
  }

  /** Others changed one record all the time. */
  public static final class StoreContended extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreContended(String config) {
      super("others change the owner of config " + config + " all the time");
    }
  }

  /** Notes what an owner wanted and got, if the config is still its own. */
  public void observed(ConfigOwner owner, String wanted, long revision, String rollout) {
    var _ =
        change(
            owner.config(),
            present ->
                present.owner().equals(owner.owner()) && present.uid().equals(owner.uid())
                    ? present.observing(wanted, revision, rollout)
                    : present);
  }

  /** The owner is gone: what it held is anybody's, and says so. */
  public void orphan(ConfigOwner owner) {
    Optional<ConfigOwner> left =
        change(
            owner.config(),
            present ->
                present.owner().equals(owner.owner())
                        && present.uid().equals(owner.uid())
                        && present.hold() == Hold.HELD
                    ? present.holding(Hold.ORPHANED, clock.instant(), owner.owner())
                    : present);
    if (left.isPresent()) {
      LOG.infof("event=config_orphaned config=%s owner=%s", owner.config(), owner.owner());
    }
  }

  /**
   * Takes a config away from its owner, for an operator.
   *
   * @return whom it was taken from; empty if nobody held it
   */
  public Optional<ConfigOwner> detach(String config, String by) {
    Optional<ConfigOwner> taken =
        change(
            config,
            present ->
                present.hold() == Hold.HELD
                    ? present.holding(Hold.DETACHED, clock.instant(), by)
                    : present);
    taken.ifPresent(owner ->
        LOG.infof("event=config_detached config=%s owner=%s author=%s", config, owner.owner(), by));
    return taken;
  }

  /** Forgets who kept a config: it, or its owner, begins anew. */
  public void forget(String config) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConfigOwner> stored = store.get(config).orElse(null);
      if (stored == null || store.remove(config, stored.version())) {
        return;
      }
    }
    LOG.warnf("event=config_owner_left config=%s tries=%d", config, MAX_TRIES);
  }

  /** The record as it is now, if it was changed. */
  private Optional<ConfigOwner> change(String config, Function<ConfigOwner, ConfigOwner> change) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConfigOwner> stored = store.get(config).orElse(null);
      @Nullable ConfigOwner changed = stored == null ? null : change.apply(stored.value());
      if (stored == null || changed == null || changed.equals(stored.value())) {
        return Optional.empty();
      }
      if (store.replace(changed, stored.version())) {
        return Optional.of(changed);
      }
    }
    throw new StoreContended(config);
  }
}
