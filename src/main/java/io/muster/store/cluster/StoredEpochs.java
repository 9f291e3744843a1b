package io.muster.store.cluster;

import static io.muster.store.CacheName.EPOCHS;

import com.google.protobuf.ByteString;
import io.muster.cluster.Epochs;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.StoreUnavailable;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.proto.EpochRecord;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Epochs in the cache {@code epochs}, changed by compare-and-set. */
@Singleton
final class StoredEpochs implements Epochs {

  private static final int MAX_TRIES = 64;

  private final KeyValueStore store;

  StoredEpochs(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Epoch> read(String name) {
    return store.get(EPOCHS, name).map(this::epoch);
  }

  @Override
  public Epoch raise(String name, String holder) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Entry entry = store.get(EPOCHS, name).orElse(null);
      Epoch next;
      if (entry == null) {
        next = new Epoch(1, holder, ByteString.EMPTY);
      } else {
        Epoch before = epoch(entry);
        next = new Epoch(before.number() + 1, holder, before.note());
      }
      if (written(name, entry, next)) {
        return next;
      }
    }
    throw busy(name);
  }

  @Override
  public boolean write(String name, long number, ByteString note) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Entry entry = store.get(EPOCHS, name).orElse(null);
      if (entry == null) {
        return false;
      }
      Epoch newest = epoch(entry);
      if (newest.number() != number) {
        return false;
      }
      if (written(name, entry, new Epoch(number, newest.holder(), note))) {
        return true;
      }
    }
    throw busy(name);
  }

  private boolean written(String name, @Nullable Entry entry, Epoch next) {
    ByteString value =
        EpochRecord.newBuilder()
            .setNumber(next.number())
            .setHolder(next.holder())
            .setNote(next.note())
            .build()
            .toByteString();
    return Writes.await(
            entry == null
                ? store.putIfAbsent(EPOCHS, name, value, Lifespan.FOREVER)
                : store.replace(EPOCHS, name, value, entry.version(), Lifespan.FOREVER))
        == WriteOutcome.APPLIED;
  }

  private Epoch epoch(Entry entry) {
    return Records.read(
        store,
        EPOCHS,
        entry,
        EpochRecord.parser(),
        record -> new Epoch(record.getNumber(), record.getHolder(), record.getNote()));
  }

  private static StoreUnavailable busy(String name) {
    return new StoreUnavailable(
        StoreUnavailable.Reason.OVERLOADED, "The epoch " + name + " changes all the time.");
  }
}
