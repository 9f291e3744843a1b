package io.muster.api.plans;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.agent.Labels;
import io.muster.api.configs.ConfigJson;
import io.muster.api.configs.TargetJson;
import io.muster.api.connections.ConnectionJson;
import io.muster.api.http.Problem;
import io.muster.api.http.Problems;
import io.muster.api.http.Refusal;
import io.muster.api.rollouts.RolloutJson;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.failure.InvalidInput;
import io.muster.plan.Manifest;
import io.muster.plan.ManifestKind;
import io.muster.protocol.InstanceUid;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One object that an operator wants to be: what PUT takes, with its kind and name.
 *
 * @param kind as {@link ManifestKind} writes it
 * @param metadata labels, for people and queries
 * @param spec the body of the PUT; of a rule set its YAML as `rules`, of labels the labels, of a
 *     rollout the body of POST /rollouts
 */
@Schema(name = "Manifest", description = "What PUT takes, with its kind and name")
public record ManifestJson(
    @Schema(
            required = true,
            examples = "config",
            enumeration = {
              "config",
              "ottl",
              "target",
              "default-config",
              "connection-settings",
              "labels",
              "rollout"
            })
        @Nullable String kind,
    @Schema(
            required = true,
            examples = "prod",
            description = "Of labels the agent's uid; of the default config `default`")
        @Nullable String name,
    @Schema(
            description =
                "Labels of the thing, for people and queries: all of them. Not kept of kinds labels"
                    + " and rollout")
        @Nullable Metadata metadata,
    @Schema(
            required = true,
            description =
                "ConfigBody, TargetBody, ConnectionSettingsBody, RolloutBody, DefaultConfig,"
                    + " {rules: …}, or {labels: …}",
            implementation = Object.class)
        @Nullable JsonNode spec) {

  /** What is said beside the thing itself. */
  @Schema(name = "ManifestMetadata")
  public record Metadata(@Nullable Map<String, @Nullable String> labels) {}

  /** A rule set as a manifest has it. */
  @JsonIgnoreProperties({"name", "revision", "hash", "author", "createdAt"})
  private record RulesSpec(@Nullable String rules, @Nullable String comment) {}

  /** The default config as a manifest has it. */
  private record DefaultSpec(@Nullable String config) {}

  /** Labels as a manifest has them. */
  private record LabelsSpec(@Nullable Map<String, @Nullable String> labels) {}

  /** As problems name it; empty if it has no kind or name. */
  String title() {
    return kind == null || name == null ? "" : kind.toLowerCase(java.util.Locale.ROOT) + " " + name;
  }

  /**
   * Reads it.
   *
   * @param here the identity of this server; null if it is not known
   * @throws Unreadable if it cannot be
   */
  Manifest read(ObjectMapper mapper, String author, @Nullable String here) throws Unreadable {
    if (kind == null || name == null) {
      throw new Unreadable(
          fault("", "a manifest needs kind, name and spec, as " + PlanExamples.PLAN_BODY));
    }
    String path = "/kind";
    try {
      ManifestKind parsed = ManifestKind.parse(kind);
      path = "";
      return read(parsed, name, mapper, author, here);
    } catch (JsonProcessingException e) {
      throw new Unreadable(fault("/spec" + path(e), Problems.reason(e)));
    } catch (InvalidInput e) {
      String message = String.valueOf(e.getMessage());
      throw new Unreadable(fault(path.isEmpty() ? named(message) : path, message));
    } catch (Refusal refusal) {
      throw new Unreadable(fault("/spec", refusal.detail()));
    }
  }

  private Manifest read(
      ManifestKind of, String called, ObjectMapper mapper, String author, @Nullable String here)
      throws JsonProcessingException {
    return switch (of) {
      case CONFIG -> new Manifest.OfConfig(config(called, mapper, author));
      case RULE_SET -> new Manifest.OfRules(rules(called, spec(RulesSpec.class, mapper), author));
      case TARGET ->
          new Manifest.OfTarget(spec(TargetJson.Body.class, mapper).put(called, author, null));
      case DEFAULT_CONFIG -> {
        if (!called.equals(Manifest.OfDefault.NAME)) {
          throw new InvalidInput(
              "name is '" + called + "': the default config is called " + Manifest.OfDefault.NAME);
        }
        String config = spec(DefaultSpec.class, mapper).config();
        yield new Manifest.OfDefault(config == null ? null : ConfigReference.parse(config), author);
      }
      case CONNECTION_SETTINGS ->
          new Manifest.OfConnection(
              spec(ConnectionJson.Body.class, mapper).whole(called, author, null, here));
      case LABELS ->
          new Manifest.OfLabels(uid(called), labels(spec(LabelsSpec.class, mapper)), author);
      case ROLLOUT ->
          new Manifest.OfRollout(called, spec(RolloutJson.Body.class, mapper).wish(author));
    };
  }

  /**
   * Its labels.
   *
   * @throws Unreadable if they cannot be
   */
  Labels labelled() throws Unreadable {
    Map<String, @Nullable String> given = metadata == null ? null : metadata.labels();
    if (given == null) {
      return Labels.NONE;
    }
    try {
      if (given.containsValue(null)) {
        throw new InvalidInput("labels are an object of texts, as {\"team\": \"edge\"}");
      }
      return new Labels(
          given.entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, each -> String.valueOf(each.getValue()))));
    } catch (InvalidInput e) {
      throw new Unreadable(fault("/metadata/labels", String.valueOf(e.getMessage())));
    }
  }

  private PutConfig config(String called, ObjectMapper mapper, String author)
      throws JsonProcessingException {
    ConfigJson.Body body = spec(ConfigJson.Body.class, mapper);
    return new PutConfig(
        called,
        body.document(),
        author,
        body.comment() == null ? "" : body.comment(),
        null,
        Boolean.TRUE.equals(body.allowEmpty()));
  }

  private static PutConfig rules(String called, RulesSpec spec, String author) {
    if (spec.rules() == null) {
      throw new InvalidInput("rules are missing: the YAML of the rule set, as a text");
    }
    ConfigFile file =
        new ConfigFile(
            ConfigJson.RULES_FILE, ByteString.copyFromUtf8(spec.rules()), ConfigFile.YAML);
    return new PutConfig(
        called,
        new ConfigDocument(List.of(file)),
        author,
        spec.comment() == null ? "" : spec.comment(),
        null,
        false);
  }

  private static InstanceUid uid(String called) {
    try {
      return InstanceUid.parse(called);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(
          "name is '" + called + "': labels are named by the uid of their agent, a UUID", e);
    }
  }

  private static Labels labels(LabelsSpec spec) {
    Map<String, @Nullable String> given = spec.labels();
    if (given == null || given.containsValue(null)) {
      throw new InvalidInput("labels are missing: an object of texts, as {\"env\": \"prod\"}");
    }
    return new Labels(
        given.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> String.valueOf(each.getValue()))));
  }

  private <T> T spec(Class<T> type, ObjectMapper mapper) throws JsonProcessingException {
    if (spec == null || !spec.isObject()) {
      throw new InvalidInput("spec is missing: what PUT takes, an object");
    }
    return mapper.treeToValue(spec, type);
  }

  private Problem.Fault fault(String path, String message) {
    return new Problem.Fault(
        title().isEmpty() ? null : title(), "error", null, null, null, path, message, null);
  }

  /** A JSON pointer to what could not be read. */
  private static String path(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(at ->
                "/"
                    + (at.getFieldName() == null
                        ? Integer.toString(at.getIndex())
                        : at.getFieldName().replace("~", "~0").replace("/", "~1")))
            .collect(Collectors.joining())
        : "";
  }

  /** The part of the manifest that a message begins with the name of. */
  private String named(String message) {
    String word = message.split("[ .]", 2)[0];
    if (spec != null && spec.has(word)) {
      return "/spec/" + word;
    }
    return word.equals("name") || word.equals("kind") ? "/" + word : "/spec";
  }

  /** Why a manifest cannot be read. */
  static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Problem.Fault fault;

    Unreadable(Problem.Fault fault) {
      super(fault.message(), null, false, false);
      this.fault = fault;
    }

    Problem.Fault fault() {
      return fault;
    }
  }
}
