package io.muster.conformance;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An agent as the server's API shows it, in the JSON of Muster's contract.
 *
 * @param json the whole object
 */
public record AgentView(JsonNode json) {

  /** {@code connected}, {@code stale} or {@code disconnected}. */
  public String status() {
    return json.path("status").asText();
  }

  /** The uid as canonical text. */
  public String uid() {
    return json.path("uid").asText();
  }

  /** Hash of the config that the agent should have, as hex. */
  public String desiredHash() {
    return json.path("config").path("desired").path("hash").asText();
  }

  /** Status of the remote config as the agent reported it. */
  public String reportedStatus() {
    return json.path("config").path("reported").path("status").asText();
  }

  /** A value of the flat attribute view. */
  public JsonNode attribute(String key) {
    return json.path("attributes").path(key);
  }

  /** The health tree. */
  public JsonNode health() {
    return json.path("health");
  }

  /** True if the capability is listed by this name. */
  public boolean has(String capability) {
    for (var name : json.path("capabilities")) {
      if (name.asText().equals(capability)) {
        return true;
      }
    }
    return false;
  }
}
