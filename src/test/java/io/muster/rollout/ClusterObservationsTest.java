package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.cluster.InstancesInTests;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Observation.Candidate;
import io.muster.rollout.SharedObservations.SharedObservation;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is concluded of what several instances see (SEMANTICS 17). */
class ClusterObservationsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final InMemorySharedObservations sharedObservations = new InMemorySharedObservations();
  private final KeyValueStore store = new InMemoryStore(InstantSource.system(), true);
  private final Instances here = InstancesInTests.on(store, "here");
  private final TestRollouts world = new TestRollouts().agents(10);
  private Optional<Observation> own = Optional.of(seen(10, 1, List.of()));
  private final Rollout started = world.start(TestRollouts.strategy(TestRollouts.stage(100, 5)));
  private final ClusterObservations joint =
      new ClusterObservations(new Own(), here, sharedObservations, nanos::get);

  private final class Own implements Observations {
    @Override
    public Optional<Observation> of(Rollout rollout) {
      return own;
    }

    @Override
    public void keep(Set<String> rollouts) {}
  }

  private static Observation seen(int total, int pending, List<Candidate> candidates) {
    return new Observation(
        total,
        2,
        new CohortCounts(3, 1, 0, 0, 0, 0, 0),
        CohortCounts.NONE,
        pending,
        0,
        0,
        0,
        0,
        0,
        0,
        Set.of(new InstanceUid(total, pending)),
        candidates,
        0);
  }

  private InstanceId other(String name) {
    InstancesInTests.on(store, name).tick();
    here.tick();
    return new InstanceId(name);
  }

  private Rollout rollout() {
    return started;
  }

  private void tell(InstanceId instance, Rollout rollout, Observation seen) {
    sharedObservations.tell(
        rollout.id(), instance, new SharedObservation(rollout.progress().step(), seen));
  }

  @Test
  void whoIsAloneSeesWhatThereIs() {
    assertThat(joint.of(rollout())).isEqualTo(own);
  }

  @Test
  void nothingIsConcludedBeforeAllHaveLooked() {
    Rollout rollout = rollout();
    InstanceId b = other("b");
    InstanceId c = other("c");
    assertThat(joint.of(rollout)).isEmpty();
    tell(b, rollout, seen(20, 0, List.of()));
    assertThat(joint.of(rollout)).isEmpty();
    tell(b, rollout, seen(20, 0, List.of()));
    tell(c, rollout, seen(30, 4, List.of()));
    assertThat(joint.of(rollout)).as("c may have told that long ago").isEmpty();
    tell(c, rollout, seen(30, 4, List.of()));
    Observation sum = joint.of(rollout).orElseThrow();
    assertThat(sum.total()).isEqualTo(60);
    assertThat(sum.pending()).isEqualTo(5);
    assertThat(sum.applied()).isEqualTo(6);
    assertThat(sum.offered()).isEqualTo(new CohortCounts(9, 3, 0, 0, 0, 0, 0));
    assertThat(sum.harmed()).hasSize(3);
  }

  @Test
  void whatWasSeenBeforeTheLastStepDoesNotCount() {
    Rollout rollout = rollout();
    InstanceId b = other("b");
    for (int i = 0; i < 2; i++) {
      sharedObservations.tell(
          rollout.id(), b, new SharedObservation("another", seen(20, 0, List.of())));
      assertThat(joint.of(rollout)).isEmpty();
    }
    tell(b, rollout, seen(20, 0, List.of()));
    assertThat(joint.of(rollout)).isPresent();
  }

  @Test
  void whoHasFallenSilentIsWaitedFor() {
    Rollout rollout = rollout();
    InstanceId b = other("b");
    for (int i = 0; i < 2; i++) {
      tell(b, rollout, seen(20, 0, List.of()));
      var _ = joint.of(rollout);
    }
    nanos.addAndGet(ClusterObservations.FRESH.minus(Duration.ofNanos(1)).toNanos());
    assertThat(joint.of(rollout)).isPresent();
    nanos.addAndGet(1);
    assertThat(joint.of(rollout)).isEmpty();
    tell(b, rollout, seen(20, 0, List.of()));
    assertThat(joint.of(rollout)).isPresent();
  }

  @Test
  void withoutAnOwnLookThereIsNone() {
    own = Optional.empty();
    assertThat(joint.of(rollout())).isEmpty();
  }

  @Test
  void theBestCandidatesOfAllComeFirst() {
    Rollout rollout = rollout();
    Comparator<Candidate> best = Candidate.preference(rollout.id());
    List<Candidate> mine = new ArrayList<>();
    List<Candidate> theirs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      (i % 3 == 0 ? mine : theirs).add(new Candidate(new InstanceUid(7, i), i % 5 != 0));
    }
    mine.sort(best);
    theirs.sort(best);
    own = Optional.of(seen(10, 1, mine));
    InstanceId b = other("b");
    for (int i = 0; i < 2; i++) {
      tell(b, rollout, seen(20, 0, theirs));
      var _ = joint.of(rollout);
    }
    List<Candidate> all = joint.of(rollout).orElseThrow().candidates();
    assertThat(all).hasSize(50).isSortedAccordingTo(best);
    assertThat(all.subList(0, 40)).allMatch(Candidate::healthy);
  }
}
