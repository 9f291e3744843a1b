package io.muster.store.config;

import com.google.protobuf.ByteString;
import io.muster.config.Versioned;
import io.muster.failure.InvalidInput;
import io.muster.plan.ManifestId;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestSetStore;
import io.muster.plan.ManifestSets;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.Records;
import io.muster.store.proto.ManifestSetRecord;
import io.muster.store.proto.ManifestSetsRecord;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The record of all sets of manifests in the cache {@code desired}. */
@Singleton
final class StoredManifestSets implements ManifestSetStore {

  private static final String ALL = "all";

  private final VersionedRecords<ManifestSetsRecord, ManifestSets> sets;

  StoredManifestSets(KeyValueStore store) {
    this.sets =
        new VersionedRecords<>(
            store,
            CacheName.DESIRED,
            "sets/",
            ManifestSetsRecord.parser(),
            unnamed -> ALL,
            StoredManifestSets::read,
            StoredManifestSets::write);
  }

  @Override
  public Optional<Versioned<ManifestSets>> read() {
    return sets.get(ALL);
  }

  @Override
  public boolean add(ManifestSets added) {
    return sets.add(added);
  }

  @Override
  public boolean replace(ManifestSets changed, long expectedVersion) {
    return sets.replace(changed, expectedVersion);
  }

  private static ByteString write(ManifestSets all) {
    ManifestSetsRecord.Builder record = ManifestSetsRecord.newBuilder();
    all.sets()
        .forEach((name, members) -> {
          ManifestSetRecord.Builder set =
              ManifestSetRecord.newBuilder()
                  .setName(name)
                  .setChangedAt(Records.timestamp(members.changedAt()))
                  .setChangedBy(members.changedBy());
          members.all().forEach(id -> set.addMembers(id.kind().text() + "/" + id.name()));
          record.addSets(set);
        });
    return record.build().toByteString();
  }

  private static ManifestSets read(ManifestSetsRecord record) {
    Map<String, ManifestSets.Members> sets = new TreeMap<>();
    for (ManifestSetRecord set : record.getSetsList()) {
      TreeSet<ManifestId> members = new TreeSet<>();
      for (String member : set.getMembersList()) {
        id(member).ifPresent(members::add);
      }
      sets.put(
          set.getName(),
          new ManifestSets.Members(
              members, Records.instant(set.getChangedAt()), set.getChangedBy()));
    }
    return new ManifestSets(sets);
  }

  /** Empty for a kind that only a newer server knows. */
  private static Optional<ManifestId> id(String member) {
    int slash = member.indexOf('/');
    try {
      return Optional.of(
          new ManifestId(
              ManifestKind.parse(member.substring(0, Math.max(0, slash))),
              member.substring(slash + 1)));
    } catch (InvalidInput e) {
      return Optional.empty();
    }
  }
}
