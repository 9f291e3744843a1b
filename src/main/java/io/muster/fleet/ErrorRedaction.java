package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.agent.FailureMessage;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.redaction.Redaction;
import java.util.Map;

/**
 * What agents say went wrong, redacted as effective configs are, before anything else happens to
 * it: an error quotes the lines of a config that it is about. Thread-safe.
 */
final class ErrorRedaction {

  /** Characters of one error that are looked at and kept. */
  private static final int MAX = 64 << 10;

  private final Redaction redaction;

  ErrorRedaction(Redaction redaction) {
    this.redaction = redaction;
  }

  /** The same message if there is no error in it. */
  AgentToServer redacted(AgentToServer message) {
    boolean config = !message.getRemoteConfigStatus().getErrorMessage().isEmpty();
    boolean connection = !message.getConnectionSettingsStatus().getErrorMessage().isEmpty();
    boolean health = message.hasHealth() && speaks(message.getHealth());
    if (!config && !connection && !health) {
      return message;
    }
    AgentToServer.Builder redacted = message.toBuilder();
    if (config) {
      redacted
          .getRemoteConfigStatusBuilder()
          .setErrorMessage(text(message.getRemoteConfigStatus().getErrorMessage()));
    }
    if (connection) {
      redacted
          .getConnectionSettingsStatusBuilder()
          .setErrorMessage(text(message.getConnectionSettingsStatus().getErrorMessage()));
    }
    if (health) {
      redacted.setHealth(health(message.getHealth()));
    }
    return redacted.build();
  }

  /** The decoder has bounded how deep a tree may be. */
  private static boolean speaks(ComponentHealth health) {
    return !health.getLastError().isEmpty()
        || health.getComponentHealthMapMap().values().stream().anyMatch(ErrorRedaction::speaks);
  }

  private ComponentHealth health(ComponentHealth health) {
    ComponentHealth.Builder redacted = health.toBuilder();
    if (!health.getLastError().isEmpty()) {
      redacted.setLastError(text(health.getLastError()));
    }
    for (Map.Entry<String, ComponentHealth> part : health.getComponentHealthMapMap().entrySet()) {
      if (speaks(part.getValue())) {
        redacted.putComponentHealthMap(part.getKey(), health(part.getValue()));
      }
    }
    return redacted.build();
  }

  private String text(String error) {
    ByteString said = ByteString.copyFromUtf8(FailureMessage.ends(error, MAX));
    return redaction.redact(said).toStringUtf8();
  }
}
