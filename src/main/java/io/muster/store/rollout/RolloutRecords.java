package io.muster.store.rollout;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigReference;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Counts;
import io.muster.rollout.GateStatus;
import io.muster.rollout.Progress;
import io.muster.rollout.Rollout;
import io.muster.rollout.RolloutState;
import io.muster.rollout.StagePosition;
import io.muster.store.Records;
import io.muster.store.proto.GateStatusRecord;
import io.muster.store.proto.PhaseRecord;
import io.muster.store.proto.RolloutCountsRecord;
import io.muster.store.proto.RolloutRecord;
import io.muster.store.proto.RolloutStateRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The stored form of rollouts. */
final class RolloutRecords {

  private RolloutRecords() {}

  static ByteString write(Rollout rollout) {
    Progress progress = rollout.progress();
    StagePosition place = progress.place();
    RolloutRecord.Builder record =
        RolloutRecord.newBuilder()
            .setId(rollout.id())
            .setTarget(rollout.target())
            .setFrom(rollout.from().toString())
            .setTo(rollout.to().toString())
            .setHash(rollout.hash().bytes())
            .setCreatedBy(rollout.createdBy())
            .setCreatedAt(Records.timestamp(rollout.createdAt()))
            .setChangedAt(Records.timestamp(rollout.changedAt()))
            .setState(state(progress.state()))
            .setStage(place.stage())
            .setPhase(phase(place.phase()))
            .setSince(Records.timestamp(place.since()))
            .setPoints(place.points())
            .setCounts(write(progress.counts()))
            .setReason(progress.reason())
            .setAborting(progress.ending() == RolloutState.ABORTED)
            .setSinceGeneration(rollout.since())
            .setInconclusive(progress.inconclusive());
    StrategyRecords.write(rollout.strategy(), record);
    if (place.settledAt() != null) {
      record.setSettledAt(Records.timestamp(place.settledAt()));
    }
    if (place.grownAt() != null) {
      record.setGrownAt(Records.timestamp(place.grownAt()));
    }
    if (progress.frozenSince() != null) {
      record.setFrozenSince(Records.timestamp(progress.frozenSince()));
    }
    place.probes().forEach(uid -> record.addProbes(uid.toBytes()));
    progress.excluded().forEach(uid -> record.addExcluded(uid.toBytes()));
    progress.gates().forEach((name, status) -> record.putGates(name, write(status)));
    return record.build().toByteString();
  }

  static Rollout read(RolloutRecord record) {
    Map<String, GateStatus> gates = new HashMap<>();
    record.getGatesMap().forEach((name, status) -> gates.put(name, read(status)));
    return new Rollout(
        record.getId(),
        record.getTarget(),
        ConfigReference.parse(record.getFrom()),
        ConfigReference.parse(record.getTo()),
        new ContentHash(record.getHash()),
        StrategyRecords.read(record),
        record.getCreatedBy(),
        Records.instant(record.getCreatedAt()),
        new Progress(
            state(record.getState()),
            new StagePosition(
                record.getStage(),
                phase(record.getPhase()),
                Records.instant(record.getSince()),
                record.hasSettledAt() ? Records.instant(record.getSettledAt()) : null,
                uids(record.getProbesList()),
                record.getPoints(),
                record.hasGrownAt() ? Records.instant(record.getGrownAt()) : null),
            uids(record.getExcludedList()),
            gates,
            read(record.getCounts()),
            record.getReason(),
            record.getAborting() ? RolloutState.ABORTED : RolloutState.ROLLED_BACK,
            record.getInconclusive(),
            record.hasFrozenSince() ? Records.instant(record.getFrozenSince()) : null),
        Records.instant(record.getChangedAt()),
        record.getSinceGeneration());
  }

  static Set<InstanceUid> uids(List<ByteString> bytes) {
    return bytes.stream().map(InstanceUid::of).collect(Collectors.toSet());
  }

  private static GateStatusRecord write(GateStatus status) {
    GateStatusRecord.Builder record =
        GateStatusRecord.newBuilder()
            .setValue(status.value())
            .setFailures(status.failures())
            .setEvaluatedAt(Records.timestamp(status.evaluatedAt()))
            .setError(status.error());
    if (status.inconclusiveSince() != null) {
      record.setInconclusiveSince(Records.timestamp(status.inconclusiveSince()));
    }
    return record.build();
  }

  private static GateStatus read(GateStatusRecord record) {
    return new GateStatus(
        record.getValue(),
        record.getFailures(),
        Records.instant(record.getEvaluatedAt()),
        record.getError(),
        record.hasInconclusiveSince() ? Records.instant(record.getInconclusiveSince()) : null);
  }

  private static RolloutCountsRecord write(Counts counts) {
    return RolloutCountsRecord.newBuilder()
        .setTotal(counts.total())
        .setOffered(counts.offered())
        .setApplied(counts.applied())
        .setFailed(counts.failed())
        .setUnanswered(counts.unanswered())
        .setPending(counts.pending())
        .setRolledBack(counts.rolledBack())
        .setUnconfirmed(counts.unconfirmed())
        .build();
  }

  private static Counts read(RolloutCountsRecord record) {
    return new Counts(
        record.getTotal(),
        record.getOffered(),
        record.getApplied(),
        record.getFailed(),
        record.getUnanswered(),
        record.getPending(),
        record.getRolledBack(),
        record.getUnconfirmed());
  }

  private static RolloutStateRecord state(RolloutState state) {
    return switch (state) {
      case PENDING -> RolloutStateRecord.ROLLOUT_STATE_PENDING;
      case RUNNING -> RolloutStateRecord.ROLLOUT_STATE_RUNNING;
      case PAUSED -> RolloutStateRecord.ROLLOUT_STATE_PAUSED;
      case AWAITING_APPROVAL -> RolloutStateRecord.ROLLOUT_STATE_AWAITING_APPROVAL;
      case ROLLING_BACK -> RolloutStateRecord.ROLLOUT_STATE_ROLLING_BACK;
      case ROLLED_BACK -> RolloutStateRecord.ROLLOUT_STATE_ROLLED_BACK;
      case SUCCEEDED -> RolloutStateRecord.ROLLOUT_STATE_SUCCEEDED;
      case ABORTED -> RolloutStateRecord.ROLLOUT_STATE_ABORTED;
    };
  }

  private static RolloutState state(RolloutStateRecord record) {
    return switch (record) {
      case ROLLOUT_STATE_PENDING -> RolloutState.PENDING;
      case ROLLOUT_STATE_RUNNING -> RolloutState.RUNNING;
      case ROLLOUT_STATE_PAUSED -> RolloutState.PAUSED;
      case ROLLOUT_STATE_AWAITING_APPROVAL -> RolloutState.AWAITING_APPROVAL;
      case ROLLOUT_STATE_ROLLING_BACK -> RolloutState.ROLLING_BACK;
      case ROLLOUT_STATE_ROLLED_BACK -> RolloutState.ROLLED_BACK;
      case ROLLOUT_STATE_SUCCEEDED -> RolloutState.SUCCEEDED;
      case ROLLOUT_STATE_ABORTED -> RolloutState.ABORTED;
      case ROLLOUT_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a rollout is in an unknown state");
    };
  }

  private static PhaseRecord phase(StagePosition.Phase phase) {
    return switch (phase) {
      case PROBE -> PhaseRecord.PHASE_PROBE;
      case SPREAD -> PhaseRecord.PHASE_SPREAD;
      case OBSERVE -> PhaseRecord.PHASE_OBSERVE;
    };
  }

  private static StagePosition.Phase phase(PhaseRecord record) {
    return switch (record) {
      case PHASE_PROBE -> StagePosition.Phase.PROBE;
      case PHASE_SPREAD -> StagePosition.Phase.SPREAD;
      case PHASE_OBSERVE -> StagePosition.Phase.OBSERVE;
      case PHASE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("a rollout is in an unknown phase");
    };
  }
}
