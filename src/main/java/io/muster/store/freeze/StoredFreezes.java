package io.muster.store.freeze;

import static io.muster.store.CacheName.DESIRED;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentSelector;
import io.muster.freeze.ActiveFreezes;
import io.muster.freeze.Freeze;
import io.muster.freeze.FreezeStore;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.FreezeRecord;
import io.muster.store.proto.FreezesRecord;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is frozen, in the cache {@code desired}. */
@Singleton
final class StoredFreezes implements FreezeStore {

  private static final String KEY = "settings/freezes";

  private final KeyValueStore store;

  StoredFreezes(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Versioned> get() {
    return store.get(DESIRED, KEY).map(this::versioned);
  }

  @Override
  public boolean add(ActiveFreezes first) {
    return applied(store.putIfAbsent(DESIRED, KEY, write(first), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(ActiveFreezes changed, long expectedVersion) {
    return applied(
        store.replace(
            DESIRED, KEY, write(changed), new Version(expectedVersion), Lifespan.FOREVER));
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }

  private Versioned versioned(Entry entry) {
    return new Versioned(
        Records.read(store, DESIRED, entry, FreezesRecord.parser(), StoredFreezes::read),
        entry.version().token());
  }

  private static ActiveFreezes read(FreezesRecord record) {
    return new ActiveFreezes(
        record.getFreezesList().stream().map(StoredFreezes::read).toList(),
        record.getGeneration(),
        Records.instant(record.getChangedAt()));
  }

  private static Freeze read(FreezeRecord record) {
    return new Freeze(
        AgentSelector.parse(record.getSelector()),
        record.getReason(),
        record.getBy(),
        Records.instant(record.getSince()));
  }

  private static ByteString write(ActiveFreezes value) {
    FreezesRecord.Builder record =
        FreezesRecord.newBuilder()
            .setGeneration(value.generation())
            .setChangedAt(Records.timestamp(value.changedAt()));
    for (Freeze freeze : value.freezes()) {
      record.addFreezes(
          FreezeRecord.newBuilder()
              .setSelector(freeze.selector().toString())
              .setReason(freeze.reason())
              .setBy(freeze.by())
              .setSince(Records.timestamp(freeze.since())));
    }
    return record.build().toByteString();
  }
}
