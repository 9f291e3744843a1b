package io.muster.store.operator;

import static io.muster.store.CacheName.OPERATORS;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.operator.Operator;
import io.muster.operator.OperatorStore;
import io.muster.operator.TokenUse;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.OperatorRecord;
import io.muster.store.proto.OperatorUseRecord;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Operators and the uses of their tokens, in the cache {@code operators}. */
@Singleton
final class StoredOperators implements OperatorStore {

  private static final String OPERATOR = "operator/";
  private static final String USED = "used/";
  private static final int SCANNED_AT_ONCE = 256;

  /** Compare-and-sets of uses that may fail in a row; then the next turn has them. */
  private static final int MAX_TRIES = 8;

  private final KeyValueStore store;

  StoredOperators(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Versioned> get(String name) {
    return store
        .get(OPERATORS, OPERATOR + name)
        .map(entry ->
            new Versioned(
                Records.read(
                    store,
                    OPERATORS,
                    entry,
                    OperatorRecord.parser(),
                    record -> OperatorRecords.read(name, record)),
                entry.version().token()));
  }

  @Override
  public All all() {
    List<Operator> found = new ArrayList<>();
    AtomicBoolean whole = new AtomicBoolean(true);
    store.scan(
        OPERATORS,
        SCANNED_AT_ONCE,
        entry -> {
          if (entry.key().startsWith(OPERATOR)) {
            String name = entry.key().substring(OPERATOR.length());
            Records.readable(
                    store,
                    OPERATORS,
                    entry,
                    OperatorRecord.parser(),
                    record -> OperatorRecords.read(name, record))
                .ifPresentOrElse(found::add, () -> whole.set(false));
          }
        });
    return new All(found, whole.get());
  }

  @Override
  public boolean add(Operator operator) {
    return applied(
        store.putIfAbsent(
            OPERATORS,
            OPERATOR + operator.name(),
            OperatorRecords.write(operator, OperatorRecord.getDefaultInstance()).toByteString(),
            Lifespan.FOREVER));
  }

  @Override
  public boolean replace(Operator operator, long expectedVersion) {
    Entry before = store.get(OPERATORS, OPERATOR + operator.name()).orElse(null);
    if (before == null || before.version().token() != expectedVersion) {
      return false;
    }
    return applied(
        store.replace(
            OPERATORS,
            OPERATOR + operator.name(),
            OperatorRecords.write(operator, parsed(before)).toByteString(),
            new Version(expectedVersion),
            Lifespan.FOREVER));
  }

  /** What is replaced; nothing of what cannot be read is kept. */
  private static OperatorRecord parsed(Entry before) {
    try {
      return OperatorRecord.parseFrom(before.value());
    } catch (InvalidProtocolBufferException e) {
      return OperatorRecord.getDefaultInstance();
    }
  }

  @Override
  public boolean remove(String name, long expectedVersion) {
    boolean removed =
        applied(store.remove(OPERATORS, OPERATOR + name, new Version(expectedVersion)));
    if (removed) {
      Writes.await(store.remove(OPERATORS, USED + name));
    }
    return removed;
  }

  @Override
  public Map<String, TokenUse> uses(String operator) {
    return store.get(OPERATORS, USED + operator).map(this::readUses).orElse(Map.of());
  }

  /** A damaged one is no loss: it is written anew. */
  private Map<String, TokenUse> readUses(Entry entry) {
    return Records.readable(
            store, OPERATORS, entry, OperatorUseRecord.parser(), OperatorRecords::readUses)
        .orElse(Map.of());
  }

  @Override
  public void noteUses(String operator, Map<String, TokenUse> uses) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Entry before = store.get(OPERATORS, USED + operator).orElse(null);
      ByteString value =
          OperatorRecords.writeUses(
                  OperatorRecords.latest(before == null ? Map.of() : readUses(before), uses))
              .toByteString();
      boolean written =
          applied(
              before == null
                  ? store.putIfAbsent(OPERATORS, USED + operator, value, Lifespan.FOREVER)
                  : store.replace(
                      OPERATORS, USED + operator, value, before.version(), Lifespan.FOREVER));
      if (written) {
        return;
      }
    }
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }
}
