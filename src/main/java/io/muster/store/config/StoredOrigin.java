package io.muster.store.config;

import com.google.protobuf.StringValue;
import io.muster.config.Versioned;
import io.muster.plan.OriginStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The identity of the state in the cache {@code desired}. */
@Singleton
final class StoredOrigin implements OriginStore {

  private static final String ID = "id";

  private final VersionedRecords<StringValue, String> records;

  StoredOrigin(KeyValueStore store) {
    this.records =
        new VersionedRecords<>(
            store,
            CacheName.DESIRED,
            "origin/",
            StringValue.parser(),
            unnamed -> ID,
            StringValue::getValue,
            id -> StringValue.of(id).toByteString());
  }

  @Override
  public Optional<String> read() {
    return records.get(ID).map(Versioned::value);
  }

  @Override
  public boolean add(String id) {
    return records.add(id);
  }
}
