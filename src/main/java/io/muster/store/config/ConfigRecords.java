package io.muster.store.config;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigHead;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.RuleReference;
import io.muster.policy.PolicySettings;
import io.muster.policy.Quarantine;
import io.muster.policy.Replaced;
import io.muster.policy.RolloutMarks;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TargetSpec;
import io.muster.policy.Tried;
import io.muster.policy.Window;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.store.Records;
import io.muster.store.proto.ConfigFileRecord;
import io.muster.store.proto.ConfigReferenceRecord;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.PolicySettingsRecord;
import io.muster.store.proto.PortionRecord;
import io.muster.store.proto.QuarantineRecord;
import io.muster.store.proto.ReplacedRecord;
import io.muster.store.proto.RevisionRecord;
import io.muster.store.proto.RuleReferenceRecord;
import io.muster.store.proto.SplitRecord;
import io.muster.store.proto.TargetRecord;
import io.muster.store.proto.TriedRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The stored form of configs, targets and settings. */
final class ConfigRecords {

  private ConfigRecords() {}

  static ByteString write(ConfigRevision revision) {
    RevisionRecord.Builder record =
        RevisionRecord.newBuilder()
            .setName(revision.name())
            .setNumber(revision.number())
            .setHash(revision.hash().bytes())
            .setAuthor(revision.author())
            .setCreatedAt(Records.timestamp(revision.createdAt()))
            .setComment(revision.comment());
    for (ConfigFile file : revision.document().files()) {
      record.addFiles(
          ConfigFileRecord.newBuilder()
              .setName(file.name())
              .setBody(file.body())
              .setContentType(file.contentType())
              .setRole(file.role()));
    }
    return record.build().toByteString();
  }

  static ConfigRevision read(RevisionRecord record) {
    return new ConfigRevision(
        record.getName(),
        record.getNumber(),
        new ConfigDocument(
            record.getFilesList().stream()
                .map(file ->
                    new ConfigFile(
                        file.getName(), file.getBody(), file.getContentType(), file.getRole()))
                .toList()),
        new ContentHash(record.getHash()),
        record.getAuthor(),
        Records.instant(record.getCreatedAt()),
        record.getComment());
  }

  static ByteString write(ConfigHead head) {
    return HeadRecord.newBuilder()
        .setName(head.name())
        .addAllRevisions(head.revisions())
        .setLast(head.last())
        .setChangedAt(Records.timestamp(head.changedAt()))
        .build()
        .toByteString();
  }

  static ConfigHead read(HeadRecord record) {
    return new ConfigHead(
        record.getName(),
        record.getRevisionsList(),
        record.getLast(),
        Records.instant(record.getChangedAt()));
  }

  static ByteString write(Target target) {
    return record(target).toByteString();
  }

  static TargetRecord record(Target target) {
    TargetRecord.Builder record =
        TargetRecord.newBuilder()
            .setName(target.name())
            .putAllSelector(target.selector().pairs())
            .setConfig(write(target.config()))
            .setWeight(target.weight())
            .setOrder(target.order())
            .setLabelsOnly(target.labelsOnly())
            .setRequireRollout(target.requireRollout())
            .setGeneration(target.generation())
            .setChangedAt(Records.timestamp(target.changedAt()))
            .setChangedBy(target.changedBy())
            .setRevision(target.revision());
    if (target.split() instanceof Split split) {
      record.setSplit(write(split));
    }
    if (target.quarantine() instanceof Quarantine quarantine) {
      record.setQuarantine(
          QuarantineRecord.newBuilder()
              .setRollout(quarantine.rollout())
              .setHash(quarantine.hash().bytes())
              .setReason(quarantine.reason())
              .setSinceGeneration(quarantine.since()));
    }
    if (target.window() instanceof Window window) {
      record.setWindow(WindowRecords.write(window));
    }
    record.setWantedSince(Records.timestamp(target.wantedSince()));
    for (Replaced replaced : target.replaced()) {
      record.addReplaced(
          ReplacedRecord.newBuilder()
              .setConfig(write(replaced.config()))
              .setRollout(replaced.rollout()));
    }
    for (Tried tried : target.tried()) {
      record.addTried(
          TriedRecord.newBuilder()
              .setRollout(tried.rollout())
              .setHash(tried.hash().bytes())
              .setSinceGeneration(tried.since()));
    }
    return record.build();
  }

  private static SplitRecord write(Split split) {
    SplitRecord.Builder record =
        SplitRecord.newBuilder()
            .setRollout(split.rollout())
            .setTo(write(split.to()))
            .setBasisPoints(split.basisPoints());
    for (Split.Portion portion : split.portions()) {
      record.addPortions(
          PortionRecord.newBuilder()
              .putAllSelector(portion.selector().pairs())
              .setBasisPoints(portion.basisPoints()));
    }
    split.canaries().forEach(uid -> record.addCanaries(uid.toBytes()));
    split.excluded().forEach(uid -> record.addExcluded(uid.toBytes()));
    return record.build();
  }

  private static Split read(SplitRecord record) {
    return new Split(
        record.getRollout(),
        read(record.getTo()),
        record.getBasisPoints(),
        record.getPortionsList().stream()
            .map(portion ->
                new Split.Portion(new Selector(portion.getSelectorMap()), portion.getBasisPoints()))
            .toList(),
        uids(record.getCanariesList()),
        uids(record.getExcludedList()));
  }

  private static Set<InstanceUid> uids(List<ByteString> bytes) {
    return bytes.stream().map(InstanceUid::of).collect(Collectors.toSet());
  }

  static Target read(TargetRecord record) {
    return new Target(
        record.getName(),
        new TargetSpec(
            new Selector(record.getSelectorMap()),
            read(record.getConfig()),
            record.getWeight(),
            record.getOrder(),
            record.getLabelsOnly(),
            record.getRequireRollout(),
            record.hasWindow() ? WindowRecords.read(record.getWindow()) : null),
        record.getGeneration(),
        Records.instant(record.getChangedAt()),
        record.getChangedBy(),
        Records.instant(record.hasWantedSince() ? record.getWantedSince() : record.getChangedAt()),
        marks(record),
        record.getRevision());
  }

  private static RolloutMarks marks(TargetRecord record) {
    return new RolloutMarks(
        record.hasSplit() ? read(record.getSplit()) : null,
        record.hasQuarantine()
            ? new Quarantine(
                record.getQuarantine().getRollout(),
                new ContentHash(record.getQuarantine().getHash()),
                record.getQuarantine().getReason(),
                record.getQuarantine().getSinceGeneration())
            : null,
        record.getReplacedList().stream()
            .map(replaced -> new Replaced(read(replaced.getConfig()), replaced.getRollout()))
            .toList(),
        record.getTriedList().stream()
            .map(tried ->
                new Tried(
                    tried.getRollout(),
                    new ContentHash(tried.getHash()),
                    tried.getSinceGeneration()))
            .toList());
  }

  static ByteString write(PolicySettings settings) {
    PolicySettingsRecord.Builder record =
        PolicySettingsRecord.newBuilder()
            .setGeneration(settings.generation())
            .setChangedAt(Records.timestamp(settings.changedAt()))
            .setChangedBy(settings.changedBy())
            .setSeal(settings.seal());
    if (settings.defaultConfig() != null) {
      record.setDefaultConfig(write(settings.defaultConfig()));
    }
    return record.build().toByteString();
  }

  static PolicySettings read(PolicySettingsRecord record) {
    return new PolicySettings(
        record.hasDefaultConfig() ? read(record.getDefaultConfig()) : null,
        record.getGeneration(),
        Records.instant(record.getChangedAt()),
        record.getChangedBy(),
        record.getSeal());
  }

  private static ConfigReferenceRecord write(ConfigReference reference) {
    ConfigReferenceRecord.Builder record =
        ConfigReferenceRecord.newBuilder()
            .setName(reference.name())
            .setRevision(reference.revision());
    for (RuleReference rule : reference.rules()) {
      record.addRules(
          RuleReferenceRecord.newBuilder().setName(rule.name()).setRevision(rule.revision()));
    }
    return record.build();
  }

  private static ConfigReference read(ConfigReferenceRecord record) {
    return new ConfigReference(
        record.getName(),
        record.getRevision(),
        record.getRulesList().stream()
            .map(rule -> new RuleReference(rule.getName(), rule.getRevision()))
            .toList());
  }
}
