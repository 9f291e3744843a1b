package io.muster.store.config;

import com.google.protobuf.ByteString;
import io.muster.agent.Labels;
import io.muster.plan.LabelledThing;
import io.muster.plan.ManifestId;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestLabelStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.proto.ManifestLabelsRecord;
import jakarta.inject.Singleton;

/** The labels of things in the cache {@code desired}. */
@Singleton
final class StoredManifestLabels extends VersionedRecords<ManifestLabelsRecord, LabelledThing>
    implements ManifestLabelStore {

  StoredManifestLabels(KeyValueStore store) {
    super(
        store,
        CacheName.DESIRED,
        "labelled/",
        ManifestLabelsRecord.parser(),
        LabelledThing::key,
        StoredManifestLabels::read,
        StoredManifestLabels::write);
  }

  private static ByteString write(LabelledThing thing) {
    return ManifestLabelsRecord.newBuilder()
        .setKind(thing.id().kind().text())
        .setName(thing.id().name())
        .putAllLabels(thing.labels().pairs())
        .build()
        .toByteString();
  }

  private static LabelledThing read(ManifestLabelsRecord record) {
    return new LabelledThing(
        new ManifestId(ManifestKind.parse(record.getKind()), record.getName()),
        new Labels(record.getLabelsMap()));
  }
}
