package io.muster.policy;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigOwner;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.RuleStore;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Stores that can be written without consequences: what was there when they were made, with what is
 * written since in memory. For one thread; reading documents blocks.
 */
final class Overlay {

  private Overlay() {}

  /** Records of one kind. */
  static class Records<T> implements VersionedStore<T> {

    private final Function<T, String> name;
    private final Map<String, Versioned<T>> values = new HashMap<>();

    /** Versions made here, below those of any store. */
    private long lastVersion = Long.MIN_VALUE;

    Records(VersionedStore<T> base, Function<T, String> name) {
      this.name = name;
      base.all().forEach(stored -> values.put(name.apply(stored.value()), stored));
    }

    @Override
    public Optional<Versioned<T>> get(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public List<Versioned<T>> all() {
      return List.copyOf(values.values());
    }

    @Override
    public boolean add(T record) {
      return values.putIfAbsent(name.apply(record), new Versioned<>(record, ++lastVersion)) == null;
    }

    @Override
    public boolean replace(T record, long expectedVersion) {
      Versioned<T> stored = values.get(name.apply(record));
      if (stored == null || stored.version() != expectedVersion) {
        return false;
      }
      values.put(name.apply(record), new Versioned<>(record, ++lastVersion));
      return true;
    }

    @Override
    public boolean remove(String key, long expectedVersion) {
      Versioned<T> stored = values.get(key);
      return stored != null && stored.version() == expectedVersion && values.remove(key, stored);
    }
  }

  /** Targets. */
  static final class TargetRecords extends Records<Target> implements TargetStore {
    TargetRecords(TargetStore base) {
      super(base, Target::name);
    }
  }

  /** Revisions and heads; also of rule sets. */
  static final class Revisions implements RuleStore {

    private record Key(String name, long number) {}

    private final ConfigStore base;
    private final VersionedStore<ConfigHead> heads;
    private final Map<Key, ConfigRevision> added = new HashMap<>();
    private final Set<Key> removed = new HashSet<>();

    Revisions(ConfigStore base) {
      this.base = base;
      heads = new Records<>(base.heads(), ConfigHead::name);
    }

    @Override
    public Optional<ConfigRevision> revision(String name, long number) {
      Key key = new Key(name, number);
      ConfigRevision own = added.get(key);
      return own != null
          ? Optional.of(own)
          : removed.contains(key) ? Optional.empty() : base.revision(name, number);
    }

    @Override
    public boolean addRevision(ConfigRevision revision) {
      if (revision(revision.name(), revision.number()).isPresent()) {
        return false;
      }
      added.put(new Key(revision.name(), revision.number()), revision);
      return true;
    }

    @Override
    public void removeRevision(String name, long number) {
      Key key = new Key(name, number);
      added.remove(key);
      removed.add(key);
    }

    @Override
    public Optional<ConfigOwner> owner(String name) {
      return base.owner(name);
    }

    @Override
    public VersionedStore<ConfigHead> heads() {
      return heads;
    }
  }

  /** Takes revisions of targets and keeps none. */
  static final class NoRevisions implements TargetRevisionStore {

    @Override
    public Optional<TargetRevision> get(String name, long number) {
      return Optional.empty();
    }

    @Override
    public boolean add(TargetRevision revision) {
      return true;
    }

    @Override
    public void remove(String name, long number) {}

    @Override
    public long last(String name) {
      return 0;
    }

    @Override
    public void note(String name, long last) {}
  }

  /** The settings. */
  static final class Settings implements SettingsStore {

    private Optional<Versioned<PolicySettings>> policy;

    /** Versions made here, below those of any store. */
    private long lastVersion = Long.MIN_VALUE;

    Settings(SettingsStore base) {
      policy = base.policy();
    }

    @Override
    public Optional<Versioned<PolicySettings>> policy() {
      return policy;
    }

    @Override
    public boolean addPolicy(PolicySettings settings) {
      if (policy.isPresent()) {
        return false;
      }
      policy = Optional.of(new Versioned<>(settings, ++lastVersion));
      return true;
    }

    @Override
    public boolean replacePolicy(PolicySettings settings, long expectedVersion) {
      if (policy.filter(stored -> stored.version() == expectedVersion).isEmpty()) {
        return false;
      }
      policy = Optional.of(new Versioned<>(settings, ++lastVersion));
      return true;
    }
  }
}
