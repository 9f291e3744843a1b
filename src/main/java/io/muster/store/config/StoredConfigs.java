package io.muster.store.config;

import static io.muster.store.CacheName.REVISIONS;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigOwner;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.RevisionRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Revisions in the cache {@code revisions}, heads in {@code desired}. */
@Singleton
class StoredConfigs implements ConfigStore {

  private final KeyValueStore store;
  private final RevisionKeys keys;
  private final VersionedRecords<HeadRecord, ConfigHead> heads;
  private final StoredConfigOwners owners;

  @Inject
  StoredConfigs(KeyValueStore store) {
    this(store, RevisionKeys.CONFIG);
  }

  /** For what is kept as configs are. */
  StoredConfigs(KeyValueStore store, RevisionKeys keys) {
    this.store = store;
    this.keys = keys;
    this.owners = new StoredConfigOwners(store);
    this.heads =
        new VersionedRecords<>(
            store,
            CacheName.DESIRED,
            keys.headPrefix(),
            HeadRecord.parser(),
            ConfigHead::name,
            ConfigRecords::read,
            ConfigRecords::write);
  }

  @Override
  public Optional<ConfigRevision> revision(String name, long number) {
    return store
        .get(REVISIONS, keys.revision(name, number))
        .map(entry ->
            Records.read(store, REVISIONS, entry, RevisionRecord.parser(), ConfigRecords::read));
  }

  @Override
  public Optional<ConfigRevision> readable(String name, long number) {
    return store
        .get(REVISIONS, keys.revision(name, number))
        .flatMap(entry ->
            Records.readable(
                store, REVISIONS, entry, RevisionRecord.parser(), ConfigRecords::read));
  }

  @Override
  public boolean addRevision(ConfigRevision revision) {
    return VersionedRecords.applied(
        store.putIfAbsent(
            REVISIONS,
            keys.revision(revision.name(), revision.number()),
            ConfigRecords.write(revision),
            Lifespan.FOREVER));
  }

  @Override
  public void removeRevision(String name, long number) {
    Writes.await(store.remove(REVISIONS, keys.revision(name, number)));
  }

  @Override
  public Optional<ConfigOwner> owner(String name) {
    return keys == RevisionKeys.CONFIG ? owners.get(name).map(Versioned::value) : Optional.empty();
  }

  @Override
  public VersionedStore<ConfigHead> heads() {
    return heads;
  }
}
