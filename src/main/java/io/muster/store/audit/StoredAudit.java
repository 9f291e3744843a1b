package io.muster.store.audit;

import static io.muster.store.CacheName.AUDIT;
import static io.muster.store.CacheName.AUDIT_WAITING;

import com.google.protobuf.Parser;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditStore;
import io.muster.audit.CheckpointKey;
import io.muster.audit.Hash;
import io.muster.audit.LogHead;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.AuditBundleRecord;
import io.muster.store.proto.AuditEntryRecord;
import io.muster.store.proto.AuditHeadRecord;
import io.muster.store.proto.AuditKeyRecord;
import io.muster.store.proto.AuditRootsRecord;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** The log in the cache {@code audit}, what waits for it in {@code audit-waiting}. */
@Singleton
final class StoredAudit implements AuditStore {

  private static final String HEAD = "head";
  private static final String KEY = "key";
  private static final String BUNDLE = "bundle/";
  private static final String ROOTS = "roots/";
  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredAudit(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void waits(AuditEntry entry) {
    Writes.await(ended(entry));
  }

  @Override
  public CompletableFuture<Void> ended(AuditEntry entry) {
    return store.put(AUDIT_WAITING, entry.id(), AuditRecords.write(entry), Lifespan.FOREVER);
  }

  @Override
  public List<AuditEntry> waiting(int most) {
    List<AuditEntry> found = new ArrayList<>();
    store.scan(
        AUDIT_WAITING,
        SCANNED_AT_ONCE,
        entry -> {
          if (found.size() < most) {
            Records.readable(
                    store,
                    AUDIT_WAITING,
                    entry,
                    AuditEntryRecord.parser(),
                    record -> AuditRecords.read(entry.key(), record))
                .ifPresent(found::add);
          }
        });
    return found;
  }

  @Override
  public void settle(Collection<String> ids) {
    Writes.await(Writes.all(ids.stream().map(id -> store.remove(AUDIT_WAITING, id)).toList()));
  }

  @Override
  public Optional<Versioned> head() {
    return store
        .get(AUDIT, HEAD)
        .map(entry ->
            new Versioned(
                read(entry, AuditHeadRecord.parser(), AuditRecords::read),
                entry.version().token()));
  }

  @Override
  public boolean begin(LogHead first) {
    return applied(store.putIfAbsent(AUDIT, HEAD, AuditRecords.write(first), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(LogHead next, long expectedVersion) {
    return applied(
        store.replace(
            AUDIT, HEAD, AuditRecords.write(next), new Version(expectedVersion), Lifespan.FOREVER));
  }

  @Override
  public void keepBundle(long number, List<String> lines) {
    Writes.await(
        store.put(AUDIT, BUNDLE + number, AuditRecords.writeBundle(lines), Lifespan.FOREVER));
  }

  @Override
  public Optional<List<String>> bundle(long number) {
    return store
        .get(AUDIT, BUNDLE + number)
        .map(entry -> read(entry, AuditBundleRecord.parser(), AuditRecords::read));
  }

  @Override
  public void keepRoots(long number, List<Hash> roots) {
    Writes.await(
        store.put(AUDIT, ROOTS + number, AuditRecords.writeRoots(roots), Lifespan.FOREVER));
  }

  @Override
  public Optional<List<Hash>> roots(long number) {
    return store
        .get(AUDIT, ROOTS + number)
        .map(entry -> read(entry, AuditRootsRecord.parser(), AuditRecords::read));
  }

  @Override
  public CheckpointKey key() {
    Optional<Entry> kept = store.get(AUDIT, KEY);
    if (kept.isEmpty()) {
      // A name of its own, so that checkpoints of two logs are never taken for each other's.
      byte[] random = new byte[4];
      ThreadLocalRandom.current().nextBytes(random);
      CheckpointKey made =
          CheckpointKey.generate("muster/audit/" + HexFormat.of().formatHex(random));
      applied(store.putIfAbsent(AUDIT, KEY, AuditRecords.write(made), Lifespan.FOREVER));
      kept = store.get(AUDIT, KEY);
    }
    return read(kept.orElseThrow(), AuditKeyRecord.parser(), AuditRecords::read);
  }

  private <M, T> T read(Entry entry, Parser<M> parser, Function<M, T> value) {
    return Records.read(store, AUDIT, entry, parser, value);
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }
}
