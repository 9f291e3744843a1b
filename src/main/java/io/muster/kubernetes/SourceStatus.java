package io.muster.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is written back to a ConfigMap.
 *
 * @param config name of the config; empty if it is not known
 * @param revision of the config that has this content; 0 if none has
 * @param rollout that brings it to its target; empty if none does
 * @param observed hash of the content that this is about
 * @param message for people, at most {@link #MAX_MESSAGE} characters; may be empty
 */
record SourceStatus(
    SourceState state,
    String config,
    long revision,
    String rollout,
    String observed,
    String message) {

  /** Most characters of a message: annotations of all kinds share 256 KiB. */
  static final int MAX_MESSAGE = 1_000;

  private static final int SHORT_HASH = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  SourceStatus {
    observed = observed.substring(0, Math.min(observed.length(), SHORT_HASH));
    if (message.length() > MAX_MESSAGE) {
      int end = MAX_MESSAGE - 1;
      message =
          message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end)
              + "…";
    }
  }

  /** One that did not come to be a revision. */
  static SourceStatus without(SourceState state, String config, String observed, String message) {
    return new SourceStatus(state, config, 0, "", observed, message);
  }

  /** The same in another state. */
  SourceStatus at(SourceState other, String why) {
    return new SourceStatus(other, config, revision, rollout, observed, why);
  }

  /**
   * The annotation.
   *
   * @param resourceVersion of the state of the ConfigMap that was looked at
   */
  String json(String resourceVersion) {
    ObjectNode json = JSON.createObjectNode();
    json.put("state", state.text());
    if (!config.isEmpty()) {
      json.put("config", config);
    }
    if (revision > 0) {
      json.put("revision", revision);
    }
    if (!rollout.isEmpty()) {
      json.put("rollout", rollout);
    }
    if (!message.isEmpty()) {
      json.put("message", message);
    }
    json.put("observed", observed);
    json.put("resourceVersion", resourceVersion);
    return json.toString();
  }

  /** Whether an annotation says this already, of whatever version. */
  boolean isSaidBy(String annotation) {
    try {
      return JSON.readTree(annotation) instanceof ObjectNode said
          && JSON.readTree(json("")) instanceof ObjectNode own
          && without(said).equals(without(own));
    } catch (JsonProcessingException e) {
      return false; // Somebody else wrote it.
    }
  }

  private static JsonNode without(ObjectNode status) {
    return status.without("resourceVersion");
  }
}
