package io.muster.store.connection;

import static io.muster.store.CacheName.DESIRED;

import com.google.protobuf.ByteString;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.ConnectionSettingsStore;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.ConnectionSettingsRecord;
import io.muster.store.proto.OpampSettingsRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The record of connection settings in the cache {@code desired}. */
@Singleton
final class StoredConnectionSettings implements ConnectionSettingsStore {

  private static final String KEY = "settings/connection";

  private final KeyValueStore store;

  StoredConnectionSettings(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Versioned> read() {
    return store.get(DESIRED, KEY).map(StoredConnectionSettings::versioned);
  }

  @Override
  public boolean add(Kept kept) {
    return applied(store.putIfAbsent(DESIRED, KEY, write(kept), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(Kept kept, long expectedVersion) {
    return applied(
        store.replace(DESIRED, KEY, write(kept), new Version(expectedVersion), Lifespan.FOREVER));
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }

  private static Versioned versioned(Entry entry) {
    return new Versioned(
        Records.read(
            DESIRED, entry, ConnectionSettingsRecord.parser(), StoredConnectionSettings::read),
        entry.version().token());
  }

  private static Kept read(ConnectionSettingsRecord record) {
    return new Kept(
        record.hasOpamp()
            ? Optional.of(
                new ConnectionSettings(
                    record.getOpamp().getEndpoint(),
                    record.getOpamp().getHeadersMap(),
                    Duration.ofSeconds(record.getOpamp().getHeartbeatSeconds())))
            : Optional.empty(),
        record.getGeneration(),
        Records.instant(record.getChangedAt()),
        record.getChangedBy());
  }

  private static ByteString write(Kept kept) {
    ConnectionSettingsRecord.Builder record =
        ConnectionSettingsRecord.newBuilder()
            .setGeneration(kept.generation())
            .setChangedAt(Records.timestamp(kept.changedAt()))
            .setChangedBy(kept.changedBy());
    kept.settings()
        .ifPresent(settings ->
            record.setOpamp(
                OpampSettingsRecord.newBuilder()
                    .setEndpoint(settings.endpoint())
                    .putAllHeaders(settings.headers())
                    .setHeartbeatSeconds(settings.heartbeatInterval().toSeconds())));
    return record.build().toByteString();
  }
}
