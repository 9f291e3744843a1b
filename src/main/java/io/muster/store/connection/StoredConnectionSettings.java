package io.muster.store.connection;

import static io.muster.store.CacheName.DESIRED;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.connection.ConnectionRecord;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Connection settings in the cache {@code desired}. */
@Singleton
final class StoredConnectionSettings implements ConnectionSettingsStore {

  /** Of the record that was the only one once: an older server finds it there. */
  private static final String DEFAULT_KEY = "settings/connection";

  private static final String PREFIX = "connection/";
  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredConnectionSettings(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Versioned<ConnectionRecord>> get(String name) {
    return store.get(DESIRED, key(name)).map(entry -> versioned(name, entry));
  }

  @Override
  public List<Versioned<ConnectionRecord>> all() {
    List<Versioned<ConnectionRecord>> found = new ArrayList<>();
    store.scan(
        DESIRED,
        SCANNED_AT_ONCE,
        entry -> {
          String name = name(entry.key());
          if (name != null) {
            found.add(versioned(name, entry));
          }
        });
    return found;
  }

  @Override
  public boolean add(ConnectionRecord added) {
    return applied(store.putIfAbsent(DESIRED, key(added.name()), write(added), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(ConnectionRecord changed, long expectedVersion) {
    return applied(
        store.replace(
            DESIRED,
            key(changed.name()),
            write(changed),
            new Version(expectedVersion),
            Lifespan.FOREVER));
  }

  @Override
  public boolean remove(String name, long expectedVersion) {
    return applied(store.remove(DESIRED, key(name), new Version(expectedVersion)));
  }

  private static String key(String name) {
    return name.equals(ConnectionRecord.DEFAULT) ? DEFAULT_KEY : PREFIX + name;
  }

  private static @Nullable String name(String key) {
    if (key.equals(DEFAULT_KEY)) {
      return ConnectionRecord.DEFAULT;
    }
    return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : null;
  }

  static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }

  private Versioned<ConnectionRecord> versioned(String name, Entry entry) {
    return new Versioned<>(
        Records.read(
            store, DESIRED, entry, ConnectionSettingsRecord.parser(), stored -> read(name, stored)),
        entry.version().token());
  }

  private static ConnectionRecord read(String name, ConnectionSettingsRecord stored) {
    return new ConnectionRecord(
        name,
        new Selector(stored.getSelectorMap()),
        stored.hasOrder() ? stored.getOrder() : ConnectionRecord.LAST_ORDER,
        stored.getLabelsOnly(),
        stored.hasOpamp()
            ? new ConnectionSettings(
                stored.getOpamp().getEndpoint(),
                stored.getOpamp().getHeadersMap(),
                Duration.ofSeconds(stored.getOpamp().getHeartbeatSeconds()))
            : null,
        stored.getLeaves(),
        stored.getGeneration(),
        Records.instant(stored.getChangedAt()),
        stored.getChangedBy());
  }

  private static ByteString write(ConnectionRecord value) {
    ConnectionSettingsRecord.Builder stored =
        ConnectionSettingsRecord.newBuilder()
            .setGeneration(value.generation())
            .setChangedAt(Records.timestamp(value.changedAt()))
            .setChangedBy(value.changedBy())
            .putAllSelector(value.selector().pairs())
            .setOrder(value.order())
            .setLabelsOnly(value.labelsOnly())
            .setLeaves(value.leaves());
    ConnectionSettings settings = value.settings();
    if (settings != null) {
      stored.setOpamp(
          OpampSettingsRecord.newBuilder()
              .setEndpoint(settings.endpoint())
              .putAllHeaders(settings.headers())
              .setHeartbeatSeconds(settings.heartbeatInterval().toSeconds()));
    }
    return stored.build().toByteString();
  }
}
