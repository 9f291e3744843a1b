package io.muster.store.config;

import static io.muster.store.CacheName.REVISIONS;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.Stored;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.RevisionRecord;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Revisions in the cache {@code revisions}, heads in {@code desired}. */
@Singleton
final class StoredConfigs implements ConfigStore {

  private final KeyValueStore store;
  private final VersionedRecords<HeadRecord, ConfigHead> heads;

  StoredConfigs(KeyValueStore store) {
    this.store = store;
    this.heads =
        new VersionedRecords<>(
            store, "config/", HeadRecord.parser(), ConfigRecords::read, ConfigRecords::write);
  }

  @Override
  public Optional<ConfigRevision> revision(String name, long number) {
    return store
        .get(REVISIONS, key(name, number))
        .map(entry -> Records.read(REVISIONS, entry, RevisionRecord.parser(), ConfigRecords::read));
  }

  @Override
  public boolean addRevision(ConfigRevision revision) {
    return VersionedRecords.applied(
        store.putIfAbsent(
            REVISIONS,
            key(revision.name(), revision.number()),
            ConfigRecords.write(revision),
            Lifespan.FOREVER));
  }

  @Override
  public void removeRevision(String name, long number) {
    Writes.await(store.remove(REVISIONS, key(name, number)));
  }

  @Override
  public Optional<Stored<ConfigHead>> head(String name) {
    return heads.get(name);
  }

  @Override
  public List<Stored<ConfigHead>> heads() {
    return heads.all();
  }

  @Override
  public boolean addHead(ConfigHead head) {
    return heads.add(head.name(), head);
  }

  @Override
  public boolean replaceHead(ConfigHead head, long expectedVersion) {
    return heads.replace(head.name(), head, expectedVersion);
  }

  @Override
  public boolean removeHead(String name, long expectedVersion) {
    return heads.remove(name, expectedVersion);
  }

  private static String key(String name, long number) {
    return name + "/" + number;
  }
}
