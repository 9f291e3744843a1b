package io.muster.policy;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import java.util.List;
import java.util.Optional;

/**
 * Stores that fail at a chosen call, as a server that is killed there: the call is made or not, its
 * answer is never seen, and no later call is made.
 */
final class CrashingStores implements ConfigStore, SettingsStore {

  /** The server is dead. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final ConfigStore configs;
  private final CrashingRecords<ConfigHead> heads;
  private final CrashingTargets targets;
  private final SettingsStore settings;
  private final int last;
  private final boolean done;
  private int calls;

  /**
   * Fails at the given call, counted from 1.
   *
   * @param done whether that call still changes the store
   */
  CrashingStores(
      ConfigStore configs, TargetStore targets, SettingsStore settings, int last, boolean done) {
    this.configs = configs;
    this.heads = new CrashingRecords<>(configs.heads());
    this.targets = new CrashingTargets(targets);
    this.settings = settings;
    this.last = last;
    this.done = done;
  }

  synchronized boolean crashed() {
    return calls >= last;
  }

  private synchronized <T> T call(java.util.function.Supplier<T> call) {
    calls++;
    if (calls > last || (calls == last && !done)) {
      throw new Killed();
    }
    T result = call.get();
    if (calls == last) {
      throw new Killed();
    }
    return result;
  }

  @Override
  public Optional<ConfigRevision> revision(String name, long number) {
    return call(() -> configs.revision(name, number));
  }

  @Override
  public boolean addRevision(ConfigRevision revision) {
    return call(() -> configs.addRevision(revision));
  }

  @Override
  public void removeRevision(String name, long number) {
    boolean unused =
        call(() -> {
          configs.removeRevision(name, number);
          return true;
        });
    assert unused;
  }

  @Override
  public VersionedStore<ConfigHead> heads() {
    return heads;
  }

  /** Revisions of targets on a store of these. */
  TargetRevisionStore revisions(TargetRevisionStore base) {
    return new TargetRevisionStore() {
      @Override
      public Optional<TargetRevision> get(String name, long number) {
        return call(() -> base.get(name, number));
      }

      @Override
      public boolean add(TargetRevision revision) {
        return call(() -> base.add(revision));
      }

      @Override
      public void remove(String name, long number) {
        boolean _ =
            call(() -> {
              base.remove(name, number);
              return true;
            });
      }

      @Override
      public long last(String name) {
        return call(() -> base.last(name));
      }

      @Override
      public void note(String name, long number) {
        boolean _ =
            call(() -> {
              base.note(name, number);
              return true;
            });
      }
    };
  }

  TargetStore targets() {
    return targets;
  }

  @Override
  public Optional<Versioned<PolicySettings>> policy() {
    return call(settings::policy);
  }

  @Override
  public boolean addPolicy(PolicySettings policy) {
    return call(() -> settings.addPolicy(policy));
  }

  @Override
  public boolean replacePolicy(PolicySettings policy, long expectedVersion) {
    return call(() -> settings.replacePolicy(policy, expectedVersion));
  }

  private final class CrashingTargets extends CrashingRecords<Target> implements TargetStore {
    CrashingTargets(TargetStore targets) {
      super(targets);
    }
  }

  private class CrashingRecords<T> implements VersionedStore<T> {

    private final VersionedStore<T> records;

    CrashingRecords(VersionedStore<T> records) {
      this.records = records;
    }

    @Override
    public Optional<Versioned<T>> get(String name) {
      return call(() -> records.get(name));
    }

    @Override
    public List<Versioned<T>> all() {
      return call(records::all);
    }

    @Override
    public boolean add(T record) {
      return call(() -> records.add(record));
    }

    @Override
    public boolean replace(T record, long expectedVersion) {
      return call(() -> records.replace(record, expectedVersion));
    }

    @Override
    public boolean remove(String name, long expectedVersion) {
      return call(() -> records.remove(name, expectedVersion));
    }
  }
}
