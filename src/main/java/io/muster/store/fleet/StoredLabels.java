package io.muster.store.fleet;

import static io.muster.store.CacheName.LABELS;

import com.google.protobuf.ByteString;
import io.muster.agent.Labels;
import io.muster.fleet.LabelStore;
import io.muster.protocol.InstanceUid;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.LabelsRecord;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Labels in the cache {@code labels}, by uid; changed by compare-and-set. */
@Singleton
final class StoredLabels implements LabelStore {

  private static final int LOADED_AT_ONCE = 1_000;

  private final KeyValueStore store;

  StoredLabels(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void load(Consumer<Map.Entry<InstanceUid, Labels>> consumer) {
    store.scan(
        LABELS,
        LOADED_AT_ONCE,
        entry ->
            Records.readable(
                    store,
                    LABELS,
                    entry,
                    LabelsRecord.parser(),
                    record ->
                        Map.entry(
                            InstanceUid.parse(entry.key()), new Labels(record.getLabelsMap())))
                .ifPresent(consumer));
  }

  @Override
  public Optional<Stored> read(InstanceUid uid) {
    return store
        .get(LABELS, uid.toString())
        // Labels that cannot be read are none, and may be written over.
        .map(entry -> new Stored(labels(entry).orElse(Labels.NONE), entry.version().token()));
  }

  @Override
  public boolean write(InstanceUid uid, @Nullable Stored seen, Labels labels) {
    String key = uid.toString();
    boolean none = labels.pairs().isEmpty();
    if (seen == null) {
      return none || applied(store.putIfAbsent(LABELS, key, record(labels), Lifespan.FOREVER));
    }
    Version version = new Version(seen.version());
    return applied(
        none
            ? store.remove(LABELS, key, version)
            : store.replace(LABELS, key, record(labels), version, Lifespan.FOREVER));
  }

  @Override
  public CompletableFuture<Void> remove(InstanceUid uid) {
    return store.remove(LABELS, uid.toString());
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }

  private static ByteString record(Labels labels) {
    return LabelsRecord.newBuilder().putAllLabels(labels.pairs()).build().toByteString();
  }

  private Optional<Labels> labels(Entry entry) {
    return Records.readable(
        store, LABELS, entry, LabelsRecord.parser(), record -> new Labels(record.getLabelsMap()));
  }
}
