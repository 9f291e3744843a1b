package io.muster.store.cluster;

import static io.muster.store.CacheName.EPOCHS;

import io.muster.cluster.InstanceId;
import io.muster.cluster.SharedFormat;
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

/** The format as an epoch of its own: what is written there only ever rises. */
@Singleton
public final class StoredFormat implements SharedFormat {

  /** Its key; there is no leadership of this name. */
  public static final String KEY = "format";

  private static final int MAX_TRIES = 8;

  private final KeyValueStore store;

  StoredFormat(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public int required() {
    return store.get(EPOCHS, KEY).map(StoredFormat::read).orElse(0);
  }

  @Override
  public void require(int format, InstanceId by) {
    var record =
        EpochRecord.newBuilder().setNumber(format).setHolder(by.text()).build().toByteString();
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<Entry> found = store.get(EPOCHS, KEY);
      if (found.isPresent() && read(found.get()) >= format) {
        return;
      }
      WriteOutcome outcome =
          Writes.await(
              found.isEmpty()
                  ? store.putIfAbsent(EPOCHS, KEY, record, Lifespan.FOREVER)
                  : store.replace(EPOCHS, KEY, record, found.get().version(), Lifespan.FOREVER));
      if (outcome == WriteOutcome.APPLIED) {
        return;
      }
    }
    throw new StoreUnavailable(
        StoreUnavailable.Reason.OVERLOADED, "The format of the store changes all the time.");
  }

  /** The format that an entry of this key asks for. */
  public static int read(Entry entry) {
    return Records.read(
        EPOCHS,
        entry,
        EpochRecord.parser(),
        record -> (int) Math.min(record.getNumber(), Integer.MAX_VALUE));
  }
}
