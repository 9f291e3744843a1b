package io.muster.store.rollout;

import static io.muster.store.CacheName.OBSERVATIONS;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.CohortCounts;
import io.muster.rollout.Observation;
import io.muster.rollout.Observation.Candidate;
import io.muster.rollout.SharedObservations;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.CandidateRecord;
import io.muster.store.proto.CohortRecord;
import io.muster.store.proto.ObservationRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Shared observations in the cache {@code observations}, by {@code rollout/instance}. */
@Singleton
final class StoredObservations implements SharedObservations {

  /**
   * Longer than the leader listens to it; what is left of rollouts and instances goes by itself.
   */
  private static final Lifespan LIFESPAN = Lifespan.of(Duration.ofSeconds(30));

  private final KeyValueStore store;

  StoredObservations(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void tell(String rollout, InstanceId self, SharedObservation sharedObservation) {
    Writes.await(
        store.put(
            OBSERVATIONS, key(rollout, self), write(sharedObservation).toByteString(), LIFESPAN));
  }

  @Override
  public Map<InstanceId, Versioned<SharedObservation>> of(
      String rollout, Set<InstanceId> instances) {
    Map<InstanceId, Versioned<SharedObservation>> found = new HashMap<>();
    for (InstanceId instance : instances) {
      store
          .get(OBSERVATIONS, key(rollout, instance))
          .ifPresent(entry ->
              Records.readable(
                      store,
                      OBSERVATIONS,
                      entry,
                      ObservationRecord.parser(),
                      StoredObservations::read)
                  .ifPresent(
                      read -> found.put(instance, new Versioned<>(read, entry.version().token()))));
    }
    return found;
  }

  private static String key(String rollout, InstanceId instance) {
    return rollout + "/" + instance;
  }

  private static ObservationRecord write(SharedObservation sharedObservation) {
    Observation seen = sharedObservation.seen();
    ObservationRecord.Builder record =
        ObservationRecord.newBuilder()
            .setStep(sharedObservation.step())
            .setTotal(seen.total())
            .setApplied(seen.applied())
            .setOffered(write(seen.offered()))
            .setOthers(write(seen.others()))
            .setPending(seen.pending())
            .setProbesPending(seen.probesPending())
            .setProbesEnded(seen.probesEnded())
            .setProbesLost(seen.probesLost())
            .setWaiting(seen.waiting())
            .setRolledBack(seen.rolledBack())
            .setRollbackPending(seen.rollbackPending())
            .setFrozen(seen.frozen());
    seen.harmed().forEach(uid -> record.addHarmed(uid.toBytes()));
    seen.candidates()
        .forEach(candidate ->
            record.addCandidates(
                CandidateRecord.newBuilder()
                    .setUid(candidate.uid().toBytes())
                    .setHealthy(candidate.healthy())));
    return record.build();
  }

  private static SharedObservation read(ObservationRecord record) {
    return new SharedObservation(
        record.getStep(),
        new Observation(
            record.getTotal(),
            record.getApplied(),
            read(record.getOffered()),
            read(record.getOthers()),
            record.getPending(),
            record.getProbesPending(),
            record.getProbesEnded(),
            record.getProbesLost(),
            record.getWaiting(),
            record.getRolledBack(),
            record.getRollbackPending(),
            RolloutRecords.uids(record.getHarmedList()),
            record.getCandidatesList().stream()
                .map(one -> new Candidate(InstanceUid.of(one.getUid()), one.getHealthy()))
                .toList(),
            record.getFrozen()));
  }

  private static CohortRecord write(CohortCounts cohort) {
    return CohortRecord.newBuilder()
        .setAgents(cohort.agents())
        .setFailed(cohort.failed())
        .setUnhealthy(cohort.unhealthy())
        .setNewlyUnhealthy(cohort.newlyUnhealthy())
        .setDisconnected(cohort.disconnected())
        .setUnanswered(cohort.unanswered())
        .setRestarted(cohort.restarted())
        .setUnconfirmed(cohort.unconfirmed())
        .build();
  }

  private static CohortCounts read(CohortRecord record) {
    return new CohortCounts(
        record.getAgents(),
        record.getFailed(),
        record.getUnhealthy(),
        record.getNewlyUnhealthy(),
        record.getDisconnected(),
        record.getUnanswered(),
        record.getRestarted(),
        record.getUnconfirmed());
  }
}
