package io.muster.config;

import java.util.List;
import java.util.Optional;

/**
 * Stores that fail at a chosen call, as a server that is killed there: the call is made or not, its
 * answer is never seen, and no later call is made.
 */
final class CrashingStores implements ConfigStore, TargetStore, SettingsStore {

  /** The server is dead. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final ConfigStore configs;
  private final TargetStore targets;
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
    this.targets = targets;
    this.settings = settings;
    this.last = last;
    this.done = done;
  }

  boolean crashed() {
    return calls >= last;
  }

  private <T> T call(java.util.function.Supplier<T> call) {
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
  public Optional<Stored<ConfigHead>> head(String name) {
    return call(() -> configs.head(name));
  }

  @Override
  public List<Stored<ConfigHead>> heads() {
    return call(configs::heads);
  }

  @Override
  public boolean addHead(ConfigHead head) {
    return call(() -> configs.addHead(head));
  }

  @Override
  public boolean replaceHead(ConfigHead head, long expectedVersion) {
    return call(() -> configs.replaceHead(head, expectedVersion));
  }

  @Override
  public boolean removeHead(String name, long expectedVersion) {
    return call(() -> configs.removeHead(name, expectedVersion));
  }

  @Override
  public Optional<Stored<Target>> target(String name) {
    return call(() -> targets.target(name));
  }

  @Override
  public List<Stored<Target>> targets() {
    return call(targets::targets);
  }

  @Override
  public boolean addTarget(Target target) {
    return call(() -> targets.addTarget(target));
  }

  @Override
  public boolean replaceTarget(Target target, long expectedVersion) {
    return call(() -> targets.replaceTarget(target, expectedVersion));
  }

  @Override
  public boolean removeTarget(String name, long expectedVersion) {
    return call(() -> targets.removeTarget(name, expectedVersion));
  }

  @Override
  public Optional<Stored<PolicySettings>> policy() {
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
}
