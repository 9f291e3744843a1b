package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.config.Versioned;
import io.muster.rollout.SharedObservations.SharedObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What all instances see together (SEMANTICS 17): each looks at the agents it has, the leader also
 * at those that nobody has, and adds up. Nothing is concluded before every instance that is alive
 * has looked at the rollout as it is now: the silence of one is no consent. An instance that died
 * is waited for as long as its lease lasts; its agents are nobody's then. One thread.
 */
final class ClusterObservations implements Observations {

  /** How old what an instance told may be. */
  static final Duration FRESH = Duration.ofSeconds(5);

  private final Observations own;
  private final Instances instances;
  private final SharedObservations sharedObservations;
  private final LongSupplier nanoTime;
  private final Map<Source, Heard> heard = new HashMap<>();

  private record Source(String rollout, InstanceId instance) {}

  private record Heard(long version, long atNanos) {}

  /**
   * The own look and the others'.
   *
   * @param nanoTime the monotonic clock of this machine; those of others do not matter
   */
  ClusterObservations(
      Observations own,
      Instances instances,
      SharedObservations sharedObservations,
      LongSupplier nanoTime) {
    this.own = own;
    this.instances = instances;
    this.sharedObservations = sharedObservations;
    this.nanoTime = nanoTime;
  }

  @Override
  public Optional<Observation> of(Rollout rollout) {
    Observation mine = own.of(rollout).orElse(null);
    Set<InstanceId> others = instances.others();
    if (mine == null || others.isEmpty()) {
      return Optional.ofNullable(mine);
    }
    List<Observation> all = new ArrayList<>();
    all.add(mine);
    Map<InstanceId, Versioned<SharedObservation>> told =
        sharedObservations.of(rollout.id(), others);
    boolean complete = true;
    for (InstanceId other : others) {
      Versioned<SharedObservation> sharedObservation = told.get(other);
      // All are listened to, also when one is missing: who has been heard once is trusted sooner.
      if (sharedObservation != null
          && fresh(new Source(rollout.id(), other), sharedObservation.version())
          && sharedObservation.value().step().equals(rollout.progress().step())) {
        all.add(sharedObservation.value().seen());
      } else {
        complete = false;
      }
    }
    return complete ? Optional.of(sum(rollout, all)) : Optional.empty();
  }

  /** By when it changed, as seen here: another machine's clock may be wrong. */
  private boolean fresh(Source source, long version) {
    long now = nanoTime.getAsLong();
    Heard last = heard.get(source);
    if (last == null || last.version() != version) {
      heard.put(source, new Heard(version, now));
      // The first one may be what an instance told long before this one began to listen.
      return last != null;
    }
    return now - last.atNanos() < FRESH.toNanos();
  }

  @Override
  public void keep(Set<String> rollouts) {
    own.keep(rollouts);
    Set<InstanceId> others = instances.others();
    heard
        .keySet()
        .removeIf(
            source -> !rollouts.contains(source.rollout()) || !others.contains(source.instance()));
  }

  private static Observation sum(Rollout rollout, List<Observation> all) {
    Observation sum = all.stream().reduce(Observation.NOBODY, Observation::plus);
    return sum.preferring(rollout.id());
  }
}
