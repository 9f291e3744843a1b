package io.muster.store.config;

import static io.muster.store.CacheName.TARGETS_HISTORY;

import com.google.protobuf.ByteString;
import io.muster.policy.TargetRevision;
import io.muster.policy.TargetRevisionStore;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.TargetLastRecord;
import io.muster.store.proto.TargetRevisionRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Revisions of targets in the cache {@code targets-history}. */
@Singleton
final class StoredTargetRevisions implements TargetRevisionStore {

  private static final Lifespan KEPT = Lifespan.of(Duration.ofDays(400));

  private final KeyValueStore store;

  StoredTargetRevisions(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<TargetRevision> get(String name, long number) {
    return store
        .get(TARGETS_HISTORY, key(name, number))
        .flatMap(entry ->
            Records.readable(
                store,
                TARGETS_HISTORY,
                entry,
                TargetRevisionRecord.parser(),
                StoredTargetRevisions::read));
  }

  @Override
  public boolean add(TargetRevision revision) {
    return VersionedRecords.applied(
        store.putIfAbsent(
            TARGETS_HISTORY, key(revision.name(), revision.number()), write(revision), KEPT));
  }

  @Override
  public void remove(String name, long number) {
    Writes.await(store.remove(TARGETS_HISTORY, key(name, number)));
  }

  @Override
  public long last(String name) {
    return store
        .get(TARGETS_HISTORY, "last/" + name)
        .map(entry ->
            Records.read(
                store,
                TARGETS_HISTORY,
                entry,
                TargetLastRecord.parser(),
                TargetLastRecord::getNumber))
        .orElse(0L);
  }

  @Override
  public void note(String name, long last) {
    ByteString value = TargetLastRecord.newBuilder().setNumber(last).build().toByteString();
    Writes.await(store.put(TARGETS_HISTORY, "last/" + name, value, KEPT));
  }

  private static String key(String name, long number) {
    return "revision/" + name + "/" + number;
  }

  private static ByteString write(TargetRevision revision) {
    TargetRevisionRecord.Builder record =
        TargetRevisionRecord.newBuilder()
            .setName(revision.name())
            .setNumber(revision.number())
            .setPrevious(revision.previous())
            .setAuthor(revision.author())
            .setCreatedAt(Records.timestamp(revision.createdAt()))
            .setComment(revision.comment());
    if (revision.target() != null) {
      record.setTarget(ConfigRecords.record(revision.target()));
    }
    return record.build().toByteString();
  }

  private static TargetRevision read(TargetRevisionRecord record) {
    return new TargetRevision(
        record.getName(),
        record.getNumber(),
        record.getPrevious(),
        record.hasTarget() ? ConfigRecords.read(record.getTarget()) : null,
        record.getAuthor(),
        Records.instant(record.getCreatedAt()),
        record.getComment());
  }
}
