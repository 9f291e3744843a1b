package io.muster.store.export;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.StringValue;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.Records;
import io.muster.store.StoreCorrupt;
import io.muster.store.config.RevisionKeys;
import io.muster.store.proto.ConfigOwnerRecord;
import io.muster.store.proto.ConnectionProgressRecord;
import io.muster.store.proto.ConnectionSettingsRecord;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.FreezesRecord;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.LabelsRecord;
import io.muster.store.proto.ManifestLabelsRecord;
import io.muster.store.proto.ManifestSetsRecord;
import io.muster.store.proto.OperatorRecord;
import io.muster.store.proto.OperatorUseRecord;
import io.muster.store.proto.PolicySettingsRecord;
import io.muster.store.proto.ReportRecord;
import io.muster.store.proto.RevisionRecord;
import io.muster.store.proto.RolloutRecord;
import io.muster.store.proto.TargetLastRecord;
import io.muster.store.proto.TargetRecord;
import io.muster.store.proto.TargetRevisionRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an export holds: which caches, in this order, and which records are in them. */
final class Exported {

  /** Small ones, which refer to each other and to revisions, and so are read as of one moment. */
  static final List<CacheName> AT_ONE_MOMENT = List.of(CacheName.DESIRED, CacheName.ROLLOUTS);

  /** Those that grow with the fleet, or with time. */
  static final List<CacheName> BY_AGENT =
      List.of(CacheName.TARGETS_HISTORY, CacheName.AGENT_FACTS, CacheName.LABELS, CacheName.AGENTS);

  static final List<CacheName> CACHES =
      List.of(
          CacheName.DESIRED,
          CacheName.ROLLOUTS,
          CacheName.REVISIONS,
          CacheName.TARGETS_HISTORY,
          CacheName.AGENT_FACTS,
          CacheName.LABELS,
          CacheName.OPERATORS,
          CacheName.AGENTS);

  /** What begins so in {@code desired} says that an import was done; it is nobody's state. */
  static final String IMPORTED = "imported/";

  /**
   * Of a report: what refers to contents that are not exported. Agents are asked for them, because
   * without a sequence number the next message is not the successor of any.
   */
  private static final Set<String> REBUILT =
      Set.of("effective_config", "effective_config_behind", "components_hash", "sequence");

  private Exported() {}

  /** The type of a record; empty if nothing of this cache or key is exported. */
  static Optional<Descriptor> type(CacheName cache, String key) {
    return switch (cache) {
      case DESIRED -> desired(key);
      case ROLLOUTS -> Optional.of(RolloutRecord.getDescriptor());
      case REVISIONS -> Optional.of(RevisionRecord.getDescriptor());
      case TARGETS_HISTORY ->
          Optional.of(
              key.startsWith("last/")
                  ? TargetLastRecord.getDescriptor()
                  : TargetRevisionRecord.getDescriptor());
      case AGENT_FACTS -> Optional.of(FactsRecord.getDescriptor());
      case LABELS -> Optional.of(LabelsRecord.getDescriptor());
      case AGENTS -> Optional.of(ReportRecord.getDescriptor());
      case OPERATORS ->
          Optional.of(
              key.startsWith("used/")
                  ? OperatorUseRecord.getDescriptor()
                  : OperatorRecord.getDescriptor());
      // The log of one server, with its key: it has an export of its own
      case AUDIT, AUDIT_WAITING -> Optional.empty();
      // Part of the facts within minutes, rebuilt from what agents say, of one cluster's life only
      case BEGUN,
          EFFECTIVE,
          COMPONENTS,
          OBSERVATIONS,
          FEED,
          LEASES,
          PRESENCE,
          CONTESTS,
          EPOCHS,
          COMMANDS ->
          Optional.empty();
    };
  }

  private static Optional<Descriptor> desired(String key) {
    if (RevisionKeys.ofHead(key).isPresent()) {
      return Optional.of(HeadRecord.getDescriptor());
    }
    if (key.startsWith("target/")) {
      return Optional.of(TargetRecord.getDescriptor());
    }
    if (key.startsWith("labelled/")) {
      return Optional.of(ManifestLabelsRecord.getDescriptor());
    }
    if (key.startsWith("owner/")) {
      return Optional.of(ConfigOwnerRecord.getDescriptor());
    }
    if (key.startsWith("connection/")) {
      return Optional.of(ConnectionSettingsRecord.getDescriptor());
    }
    if (key.startsWith("connection-progress/")) {
      return Optional.of(ConnectionProgressRecord.getDescriptor());
    }
    return switch (key) {
      case "origin/id" -> Optional.of(StringValue.getDescriptor());
      case "sets/all" -> Optional.of(ManifestSetsRecord.getDescriptor());
      case "settings/policy" -> Optional.of(PolicySettingsRecord.getDescriptor());
      case "settings/freezes" -> Optional.of(FreezesRecord.getDescriptor());
      case "settings/connection" -> Optional.of(ConnectionSettingsRecord.getDescriptor());
      default -> Optional.empty();
    };
  }

  /** The entry's value as it stands in a file. */
  static Map<String, Object> yaml(CacheName cache, Entry entry) {
    Descriptor type =
        type(cache, entry.key())
            .orElseThrow(() ->
                new StoreCorrupt(
                    "The record '"
                        + entry.key()
                        + "' in '"
                        + cache.text()
                        + "' is of no known kind. It was written by a newer Muster.",
                    null));
    return Records.read(
        cache,
        entry,
        DynamicMessage.getDefaultInstance(type).getParserForType(),
        message -> RecordYaml.of(message, cache == CacheName.AGENTS ? REBUILT : Set.of()));
  }
}
