package io.muster.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API server says and takes, as trees: no model of Kubernetes is loaded for it. Pure. */
final class ConfigMapJson {

  /** Most characters of an Event's message. */
  private static final int MAX_NOTE = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigMapJson() {}

  /** A body; throws {@link ApiFailure} if it is no JSON. */
  static JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new ApiFailure(0, "the API server answered what is no JSON", null);
    }
  }

  static ConfigMapApi.Page page(JsonNode list) {
    List<SourceConfigMap> items = new ArrayList<>();
    list.path("items").forEach(item -> items.add(map(item)));
    return new ConfigMapApi.Page(
        items,
        list.path("metadata").path("resourceVersion").asText(),
        list.path("metadata").path("continue").asText(""));
  }

  static SourceConfigMap map(JsonNode json) {
    JsonNode metadata = json.path("metadata");
    Map<String, ByteString> files = new HashMap<>();
    json.path("data")
        .properties()
        .forEach(
            each -> files.put(each.getKey(), ByteString.copyFromUtf8(each.getValue().asText())));
    Set<String> binary = new HashSet<>();
    json.path("binaryData")
        .properties()
        .forEach(each -> {
          binary.add(each.getKey());
          files.put(each.getKey(), bytes(each.getValue()));
        });
    Map<String, String> annotations = new HashMap<>();
    metadata
        .path("annotations")
        .properties()
        .forEach(each -> annotations.put(each.getKey(), each.getValue().asText()));
    return new SourceConfigMap(
        key(metadata),
        metadata.path("uid").asText(),
        metadata.path("resourceVersion").asText(),
        annotations,
        files,
        binary);
  }

  private static ByteString bytes(JsonNode value) {
    try {
      return ByteString.copyFrom(value.binaryValue());
    } catch (IOException e) {
      throw new ApiFailure(0, "the API server answered binaryData that is no Base64", null);
    }
  }

  private static ConfigMapKey key(JsonNode metadata) {
    return new ConfigMapKey(metadata.path("namespace").asText(), metadata.path("name").asText());
  }

  /** One line of a watch. */
  static ConfigMapChange change(String line) {
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return new ConfigMapChange.Ended("the watch told what is no JSON");
    }
    JsonNode object = event.path("object");
    String version = object.path("metadata").path("resourceVersion").asText();
    return switch (event.path("type").asText()) {
      case "ADDED", "MODIFIED" -> new ConfigMapChange.Put(map(object));
      case "DELETED" -> new ConfigMapChange.Gone(key(object.path("metadata")), version);
      case "BOOKMARK" -> new ConfigMapChange.Bookmark(version);
      case "ERROR" ->
          object.path("code").asInt() == 410
              ? new ConfigMapChange.Expired(object.path("message").asText())
              : new ConfigMapChange.Ended(
                  "the watch told an error: "
                      + object.path("code").asText()
                      + " "
                      + object.path("message").asText());
      default -> new ConfigMapChange.Ended("the watch told an unknown type of event");
    };
  }

  /** What a failure says for people; the body may be no Status. */
  static String message(byte[] body) {
    try {
      String message = JSON.readTree(body).path("message").asText();
      return message.substring(0, Math.min(message.length(), 500));
    } catch (IOException e) {
      return "";
    }
  }

  static String statusPatch(String status) {
    ObjectNode patch = JSON.createObjectNode();
    patch.putObject("metadata").putObject("annotations").put(Annotations.STATUS, status);
    return patch.toString();
  }

  static String event(
      SourceConfigMap about, boolean warning, String reason, String message, Instant now) {
    ConfigMapKey key = about.key();
    ObjectNode event = JSON.createObjectNode();
    event.put("apiVersion", "v1").put("kind", "Event");
    event
        .putObject("metadata")
        // A name of 253 characters would be too long with what is put behind it.
        .put("generateName", key.name().substring(0, Math.min(key.name().length(), 200)) + ".")
        .put("namespace", key.namespace());
    event
        .putObject("involvedObject")
        .put("apiVersion", "v1")
        .put("kind", "ConfigMap")
        .put("namespace", key.namespace())
        .put("name", key.name())
        .put("uid", about.uid())
        .put("resourceVersion", about.resourceVersion());
    event.put("type", warning ? "Warning" : "Normal").put("reason", reason);
    event.put("message", message.substring(0, Math.min(message.length(), MAX_NOTE)));
    event.putObject("source").put("component", "muster");
    String time = now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    event.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
    return event.toString();
  }
}
