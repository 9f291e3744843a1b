package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.agent.FailureMessage;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.KeyValue;
import io.muster.redaction.Redaction;
import java.util.Map;
import java.util.Set;

/**
 * What agents say in their own words, redacted as effective configs are, before anything else
 * happens to it: an error or a health message quotes the lines of a config that it is about, and
 * the command of a process has what its options have. Thread-safe.
 */
final class ErrorRedaction {

  /** Characters of one error that are looked at and kept. */
  private static final int MAX = 64 << 10;

  /** Characters of a status that says no more than one word, as `StatusRecoverableError`. */
  private static final int WORD = 24;

  /** Attributes that tell how a process was started. */
  private static final Set<String> COMMANDS =
      Set.of("process.command", "process.command_line", "process.command_args");

  private final Redaction redaction;

  ErrorRedaction(Redaction redaction) {
    this.redaction = redaction;
  }

  /** The same message if there is no error in it. */
  AgentToServer redacted(AgentToServer message) {
    boolean config = !message.getRemoteConfigStatus().getErrorMessage().isEmpty();
    boolean connection = !message.getConnectionSettingsStatus().getErrorMessage().isEmpty();
    boolean health = message.hasHealth() && speaks(message.getHealth());
    boolean described = message.hasAgentDescription() && describes(message.getAgentDescription());
    if (!config && !connection && !health && !described) {
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
    if (described) {
      AgentDescription.Builder description = redacted.getAgentDescriptionBuilder();
      description.getIdentifyingAttributesBuilderList().forEach(this::attribute);
      description.getNonIdentifyingAttributesBuilderList().forEach(this::attribute);
    }
    return redacted.build();
  }

  private static boolean describes(AgentDescription description) {
    return description.getIdentifyingAttributesList().stream().anyMatch(ErrorRedaction::tells)
        || description.getNonIdentifyingAttributesList().stream().anyMatch(ErrorRedaction::tells);
  }

  /** Few do, and what all agents tell of themselves is looked at whenever they come. */
  private static boolean tells(KeyValue attribute) {
    String value = attribute.getValue().getStringValue();
    return COMMANDS.contains(attribute.getKey()) || value.contains("://") && value.contains("@");
  }

  private void attribute(KeyValue.Builder attribute) {
    if (tells(attribute.build())) {
      attribute.setValue(value(attribute.getValue()));
    }
  }

  private AnyValue value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.toBuilder().setStringValue(text(value.getStringValue())).build();
      case ARRAY_VALUE -> {
        AnyValue.Builder redacted = value.toBuilder();
        String before = "";
        for (AnyValue.Builder item : redacted.getArrayValueBuilder().getValuesBuilderList()) {
          String said = item.getStringValue();
          if (!said.isEmpty()) {
            item.setStringValue(argument(before, said));
          }
          before = said;
        }
        yield redacted.build();
      }
      case BOOL_VALUE, INT_VALUE, DOUBLE_VALUE, KVLIST_VALUE, BYTES_VALUE, VALUE_NOT_SET -> value;
    };
  }

  /** An option may have its value in the next argument: `--token x`. */
  private String argument(String before, String said) {
    String together = text(before + " " + said);
    return before.startsWith("-") && together.startsWith(before + " ")
        ? together.substring(before.length() + 1)
        : text(said);
  }

  /** The decoder has bounded how deep a tree may be. */
  private static boolean speaks(ComponentHealth health) {
    return !health.getLastError().isEmpty()
        || health.getStatus().length() > WORD
        || health.getAttributesList().stream().anyMatch(a -> a.getValue().hasStringValue())
        || health.getComponentHealthMapMap().values().stream().anyMatch(ErrorRedaction::speaks);
  }

  private ComponentHealth health(ComponentHealth health) {
    ComponentHealth.Builder redacted = health.toBuilder();
    if (health.getStatus().length() > WORD) {
      redacted.setStatus(text(health.getStatus()));
    }
    for (KeyValue.Builder attribute : redacted.getAttributesBuilderList()) {
      if (attribute.getValue().hasStringValue()) {
        attribute.setValue(value(attribute.getValue()));
      }
    }
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
