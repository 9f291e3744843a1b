package io.muster.store.fleet;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.Baseline;
import io.muster.agent.Interner;
import io.muster.agent.OfferKind;
import io.muster.agent.UidAssignment;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.store.Records;
import io.muster.store.proto.AttemptRecord;
import io.muster.store.proto.BaselineRecord;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.FormerUidRecord;
import io.muster.store.proto.UidAssignmentRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored form of what only the server knows of agents. */
final class FactsRecords {

  /** Thousands of agents were offered the same few things. */
  private static final Interner<String> NAMES = new Interner<>(10);

  private static final Interner<OfferKind> KINDS = new Interner<>(3);

  private FactsRecords() {}

  static ByteString write(AgentFacts facts) {
    FactsRecord.Builder record =
        FactsRecord.newBuilder()
            .setFirstUid(facts.firstUid().toBytes())
            .setFirstSeen(Records.timestamp(facts.firstSeen()));
    facts.attempts().list().forEach(attempt -> record.addAttempts(attempt(attempt)));
    facts
        .formerUids()
        .forEach((uid, lastUsed) ->
            record.addFormerUids(
                FormerUidRecord.newBuilder()
                    .setUid(uid.toBytes())
                    .setLastUsed(Records.timestamp(lastUsed))));
    if (facts.assignment() != null) {
      record.setAssignment(
          UidAssignmentRecord.newBuilder()
              .setUid(facts.assignment().uid().toBytes())
              .setTries(facts.assignment().tries()));
    }
    if (facts.baseline() != null) {
      record.setBaseline(
          BaselineRecord.newBuilder()
              .setConfig(facts.baseline().config().bytes())
              .setEffective(facts.baseline().effective().bytes())
              .setVersion(facts.baseline().version()));
    }
    return record.build().toByteString();
  }

  static AgentFacts read(FactsRecord record) {
    Map<InstanceUid, Instant> formerUids = new HashMap<>();
    for (FormerUidRecord former : record.getFormerUidsList()) {
      formerUids.put(InstanceUid.of(former.getUid()), Records.instant(former.getLastUsed()));
    }
    return new AgentFacts(
        InstanceUid.of(record.getFirstUid()),
        Records.instant(record.getFirstSeen()),
        new Attempts(record.getAttemptsList().stream().map(FactsRecords::attempt).toList()),
        formerUids,
        assignment(record),
        baseline(record));
  }

  private static @Nullable Baseline baseline(FactsRecord record) {
    if (!record.hasBaseline()) {
      return null;
    }
    BaselineRecord baseline = record.getBaseline();
    return new Baseline(
        new ContentHash(baseline.getConfig()),
        new ContentHash(baseline.getEffective()),
        NAMES.intern(baseline.getVersion()));
  }

  private static @Nullable UidAssignment assignment(FactsRecord record) {
    if (!record.hasAssignment()) {
      return null;
    }
    UidAssignmentRecord assignment = record.getAssignment();
    return new UidAssignment(InstanceUid.of(assignment.getUid()), assignment.getTries());
  }

  static AttemptRecord attempt(Attempt attempt) {
    AttemptRecord.Builder record = AttemptRecord.newBuilder();
    kind(attempt.kind(), record);
    return record
        .setHash(attempt.hash().bytes())
        .setName(attempt.name())
        .setGeneration(attempt.generation())
        .setState(state(attempt.state()))
        .setUnconfirmed(attempt.state() == Attempt.State.UNCONFIRMED)
        .setAdopted(attempt.state() == Attempt.State.ADOPTED)
        .setTries(attempt.tries())
        .setOfferedAt(Records.timestamp(attempt.offeredAt()))
        .setChangedAt(Records.timestamp(attempt.changedAt()))
        .setDeadline(Records.timestamp(attempt.deadline()))
        .setError(attempt.error())
        .setHeartbeatSeconds(attempt.heartbeat().toSeconds())
        .setRenewed(attempt.renewed())
        .build();
  }

  static Attempt attempt(AttemptRecord attempt) {
    return new Attempt(
        kind(attempt),
        new ContentHash(attempt.getHash()),
        NAMES.intern(attempt.getName()),
        attempt.getGeneration(),
        state(attempt),
        attempt.getTries(),
        Records.instant(attempt.getOfferedAt()),
        Records.instant(attempt.getChangedAt()),
        Records.instant(attempt.getDeadline()),
        attempt.getError(),
        Duration.ofSeconds(attempt.getHeartbeatSeconds()),
        attempt.getRenewed());
  }

  /** The kinds that have a number in stored records; others are stored by name. */
  private static final Map<OfferKind, AttemptRecord.Kind> NUMBERED =
      Map.of(
          OfferKind.CONFIG, AttemptRecord.Kind.KIND_CONFIG,
          OfferKind.CONNECTION, AttemptRecord.Kind.KIND_CONNECTION);

  private static void kind(OfferKind kind, AttemptRecord.Builder record) {
    AttemptRecord.Kind number = NUMBERED.get(kind);
    if (number == null) {
      record.setKindName(kind.name());
    } else {
      record.setKind(number);
    }
  }

  private static OfferKind kind(AttemptRecord record) {
    return switch (record.getKind()) {
      case KIND_CONFIG -> OfferKind.CONFIG;
      case KIND_CONNECTION -> OfferKind.CONNECTION;
      case KIND_UNSPECIFIED -> {
        if (record.getKindName().isEmpty()) {
          throw new IllegalArgumentException("an attempt is of an unknown kind");
        }
        yield KINDS.intern(new OfferKind(record.getKindName()));
      }
      case UNRECOGNIZED -> throw new IllegalArgumentException("an attempt is of an unknown kind");
    };
  }

  private static AttemptRecord.State state(Attempt.State state) {
    return switch (state) {
      case OFFERED -> AttemptRecord.State.STATE_OFFERED;
      case APPLYING -> AttemptRecord.State.STATE_APPLYING;
      // Older servers know no other word for it that lets them go on.
      case APPLIED, UNCONFIRMED, ADOPTED -> AttemptRecord.State.STATE_APPLIED;
      case FAILED -> AttemptRecord.State.STATE_FAILED;
      case NO_ANSWER -> AttemptRecord.State.STATE_NO_ANSWER;
      case TAKEN_BACK -> AttemptRecord.State.STATE_TAKEN_BACK;
    };
  }

  private static Attempt.State state(AttemptRecord attempt) {
    return attempt.getUnconfirmed()
        ? Attempt.State.UNCONFIRMED
        : attempt.getAdopted() ? Attempt.State.ADOPTED : state(attempt.getState());
  }

  private static Attempt.State state(AttemptRecord.State state) {
    return switch (state) {
      case STATE_OFFERED -> Attempt.State.OFFERED;
      case STATE_APPLYING -> Attempt.State.APPLYING;
      case STATE_APPLIED -> Attempt.State.APPLIED;
      case STATE_FAILED -> Attempt.State.FAILED;
      case STATE_NO_ANSWER -> Attempt.State.NO_ANSWER;
      case STATE_TAKEN_BACK -> Attempt.State.TAKEN_BACK;
      case STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("an attempt is in an unknown state");
    };
  }
}
