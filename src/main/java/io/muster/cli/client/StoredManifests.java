package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.muster.config.ConfigDocument;
import io.muster.config.DocumentCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server has, as the manifests that `apply` takes. For one thread. */
final class StoredManifests {

  /** What the server adds to what it is asked for. */
  private static final List<String> ADDED =
      List.of(
          "name",
          "generation",
          "revision",
          "changedAt",
          "changedBy",
          "createdAt",
          "managedBy",
          "owner",
          "labels",
          "rollout",
          "warnings",
          "progress",
          "reach");

  private static final List<String> OF_ROLLOUT =
      List.of(
          "target",
          "stages",
          "onFailure",
          "maxInFlight",
          "maxPerMinute",
          "requireHealth",
          "requireConfirmation");

  private static final List<String> OPTIONAL_OF_FILE = List.of("contentType", "role");

  /** Kinds of manifests and where the server has such things; what others name comes first. */
  enum Kind {
    RULE_SET("ottl", "ottl"),
    CONFIG("config", "configs"),
    TARGET("target", "targets"),
    DEFAULT_CONFIG("default-config", "settings/default-config"),
    CONNECTION_SETTINGS("connection-settings", "connection-settings"),
    LABELS("labels", "agents"),
    ROLLOUT("rollout", "rollouts");

    private final String text;
    private final String path;

    Kind(String text, String path) {
      this.text = text;
      this.path = path;
    }

    /** As a manifest has it. */
    String text() {
      return text;
    }

    /** Where one of them is. */
    String path(String name) {
      return switch (this) {
        case DEFAULT_CONFIG -> path;
        case LABELS -> path + "/" + RestClient.escaped(name) + "/labels";
        case CONFIG, RULE_SET, TARGET, CONNECTION_SETTINGS, ROLLOUT ->
            path + "/" + RestClient.escaped(name);
      };
    }

    /** Reads it, in the singular or plural; empty if there are no such manifests. */
    static Optional<Kind> parse(String written) {
      String word = written.toLowerCase(Locale.ROOT).replace('_', '-');
      for (Kind kind : values()) {
        if (kind.text.equals(word) || (kind.text + "s").equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  private final RestClient client;

  StoredManifests(RestClient client) {
    this.client = client;
  }

  /** One of them; of a config or rule set also `name@revision`. */
  ObjectNode one(Kind kind, String name) throws Refused, Unreachable, InterruptedException {
    int at = name.indexOf('@');
    if (at > 0 && (kind == Kind.CONFIG || kind == Kind.RULE_SET)) {
      String bare = name.substring(0, at);
      String revision = RestClient.escaped(name.substring(at + 1));
      return manifest(kind, bare, client.get(kind.path(bare) + "/revisions/" + revision));
    }
    return manifest(kind, name.isEmpty() ? "default" : name, client.get(kind.path(name)));
  }

  /**
   * All of them.
   *
   * @param parameters which of them
   */
  List<ObjectNode> all(Kind kind, Map<String, String> parameters, int limit)
      throws Refused, Unreachable, InterruptedException {
    List<ObjectNode> manifests = new ArrayList<>();
    switch (kind) {
      case DEFAULT_CONFIG -> manifests.add(one(kind, ""));
      case CONFIG, RULE_SET -> {
        // Lists of them come without their files.
        for (JsonNode each : client.list(kind.path, parameters, limit).path("items")) {
          manifests.add(one(kind, each.path("name").asText()));
        }
      }
      case TARGET ->
          client
              .list(kind.path, parameters, limit)
              .path("items")
              .forEach(each -> manifests.add(manifest(kind, each.path("name").asText(), each)));
      case ROLLOUT ->
          client
              .list(kind.path, Map.of(), limit)
              .path("items")
              .forEach(each -> manifests.add(manifest(kind, each.path("id").asText(), each)));
      case CONNECTION_SETTINGS ->
          client
              .get(RestClient.path(kind.path, parameters))
              .path("items")
              .forEach(each -> manifests.add(manifest(kind, each.path("name").asText(), each)));
      case LABELS ->
          client
              .list(kind.path, new LinkedHashMap<>(parameters), limit)
              .path("items")
              .forEach(each -> {
                if (!each.path("labels").isEmpty()) {
                  manifests.add(manifest(kind, each.path("uid").asText(), each.path("labels")));
                }
              });
    }
    return manifests;
  }

  /** What the server shows of it, without what only the server says. */
  static ObjectNode manifest(Kind kind, String name, JsonNode shown) {
    ObjectNode manifest = RestClient.JSON.createObjectNode();
    manifest.put("kind", kind.text()).put("name", name);
    if (kind != Kind.LABELS && kind != Kind.ROLLOUT && shown.path("labels").size() > 0) {
      manifest.putObject("metadata").set("labels", shown.path("labels"));
    }
    ObjectNode spec = manifest.putObject("spec");
    switch (kind) {
      case CONFIG -> {
        spec.set("files", withoutEmpty(shown.path("files")));
        comment(shown, spec);
        if (isEmpty(shown)) {
          spec.put("allowEmpty", true);
        }
      }
      case RULE_SET -> {
        spec.set("rules", shown.path("rules"));
        comment(shown, spec);
      }
      case DEFAULT_CONFIG -> spec.set("config", shown.path("config"));
      case LABELS -> spec.set("labels", shown);
      case ROLLOUT -> {
        spec.set("config", shown.path("to"));
        OF_ROLLOUT.stream().filter(shown::has).forEach(key -> spec.set(key, shown.path(key)));
      }
      case TARGET, CONNECTION_SETTINGS ->
          shown.properties().stream()
              .filter(each -> !ADDED.contains(each.getKey()) && !each.getValue().isNull())
              .forEach(each -> spec.set(each.getKey(), each.getValue()));
    }
    return manifest;
  }

  /** Files without a content type or role that nobody gave them. */
  private static JsonNode withoutEmpty(JsonNode files) {
    JsonNode copy = files.deepCopy();
    for (JsonNode file : copy) {
      if (file instanceof ObjectNode object) {
        for (String key : OPTIONAL_OF_FILE) {
          if (object.path(key).asText("").isEmpty()) {
            object.remove(key);
          }
        }
      }
    }
    return copy;
  }

  private static void comment(JsonNode shown, ObjectNode spec) {
    if (!shown.path("comment").asText().isEmpty()) {
      spec.set("comment", shown.path("comment"));
    }
  }

  /** Whether it would be refused for having no content. */
  private static boolean isEmpty(JsonNode config) {
    ConfigDocument document = DiffCommand.document(config);
    return DocumentCheck.problems(document, false).size()
        > DocumentCheck.problems(document, true).size();
  }

  /** As one text: a document each. */
  static String yaml(List<ObjectNode> manifests) {
    List<String> documents = new ArrayList<>();
    manifests.forEach(each -> documents.add(YamlText.of(literal(each, ""))));
    return String.join("\n---\n", documents);
  }

  /** What would be read as the use of a variable is marked as none. */
  private static JsonNode literal(JsonNode node, String pointer) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = RestClient.JSON.createObjectNode();
        object
            .properties()
            .forEach(each ->
                copy.set(
                    Variables.literal(each.getKey()),
                    literal(
                        each.getValue(), pointer + "/" + YamlManifests.escaped(each.getKey()))));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = RestClient.JSON.createArrayNode();
        array.forEach(each -> copy.add(literal(each, pointer + "/" + copy.size())));
        yield copy;
      }
      case TextNode text when !YamlManifests.isBody(pointer) ->
          TextNode.valueOf(Variables.literal(text.asText()));
      default -> node;
    };
  }
}
