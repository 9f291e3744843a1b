package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Observation.Candidate;
import io.muster.rollout.SharedObservations.SharedObservation;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link SharedObservations} does. */
public abstract class SharedObservationsContract {

  private static final InstanceId A = new InstanceId("a-1");
  private static final InstanceId B = new InstanceId("b-1");

  private static final Observation EVERYTHING =
      new Observation(
          100,
          20,
          new CohortCounts(30, 1, 2, 3, 4, 5, 6, 21),
          new CohortCounts(70, 7, 8, 9, 10, 11, 12, 22),
          13,
          14,
          15,
          16,
          17,
          18,
          19,
          Set.of(new InstanceUid(1, 2), new InstanceUid(3, 4)),
          List.of(
              new Candidate(new InstanceUid(7, 8), true),
              new Candidate(new InstanceUid(5, 6), false)),
          23);

  /** What is under test, empty at the beginning of a test; always the same within one. */
  protected abstract SharedObservations sharedObservations();

  private Versioned<SharedObservation> heard(String rollout, InstanceId instance) {
    return Objects.requireNonNull(sharedObservations().of(rollout, Set.of(instance)).get(instance));
  }

  @Test
  void whatAnInstanceToldIsHeardAsItWas() {
    SharedObservation sharedObservation =
        new SharedObservation("RUNNING/0/PROBE/0/1/0", EVERYTHING);
    sharedObservations().tell("prod-1", A, sharedObservation);
    var heard = sharedObservations().of("prod-1", Set.of(A, B));
    assertThat(heard).containsOnlyKeys(A);
    assertThat(heard("prod-1", A).value()).isEqualTo(sharedObservation);
  }

  @Test
  void theNewestReplacesWhatWasToldBefore() {
    sharedObservations().tell("prod-1", A, new SharedObservation("one", Observation.NOBODY));
    sharedObservations().tell("prod-1", A, new SharedObservation("two", EVERYTHING));
    assertThat(heard("prod-1", A).value().step()).isEqualTo("two");
  }

  @Test
  void theSameToldAgainHasAnotherVersion() {
    SharedObservation sharedObservation = new SharedObservation("one", EVERYTHING);
    sharedObservations().tell("prod-1", A, sharedObservation);
    long first = heard("prod-1", A).version();
    assertThat(heard("prod-1", A).version()).isEqualTo(first);
    sharedObservations().tell("prod-1", A, sharedObservation);
    assertThat(heard("prod-1", A).version()).isNotEqualTo(first);
  }

  @Test
  void rolloutsAndInstancesAreToldApart() {
    sharedObservations().tell("prod-1", A, new SharedObservation("one", Observation.NOBODY));
    sharedObservations().tell("prod-1", B, new SharedObservation("two", Observation.NOBODY));
    sharedObservations().tell("prod-2", A, new SharedObservation("three", Observation.NOBODY));
    assertThat(heard("prod-1", A).value().step()).isEqualTo("one");
    assertThat(heard("prod-1", B).value().step()).isEqualTo("two");
    assertThat(sharedObservations().of("prod-2", Set.of(A, B))).containsOnlyKeys(A);
  }
}
