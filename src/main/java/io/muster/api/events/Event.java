package io.muster.api.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.agents.AgentJson;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, for the stream of events.
 *
 * @param name kind of event, the SSE event name
 * @param data a record that becomes JSON
 */
public record Event(String name, Object data) {

  /** About how many bytes this holds while it waits; small ones are counted elsewhere. */
  int size() {
    return data instanceof CustomMessage message ? message.size() : 0;
  }

  /** What happened to an agent since the last event about it. */
  enum Change {
    CONNECTED,
    DISCONNECTED,
    CHANGED,
    RENAMED,
    REMOVED
  }

  /** An agent about which something is to be told; what, is looked up when it is told. */
  record AgentChanges(InstanceUid uid, EnumSet<Change> changes, @Nullable InstanceUid former) {

    List<String> names() {
      return changes.stream().map(change -> change.name().toLowerCase(Locale.ROOT)).toList();
    }
  }

  /** The stream has begun: what happens from now on is told. */
  record Ready(int agents) {}

  /** Events were lost because the reader was too slow: what is shown has to be read anew. */
  record Overflow(String advice) {
    static final Overflow EVENT = new Overflow("events were lost; read again what you show");
  }

  /** An agent as it is now; only its uid if it is gone. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AgentEvent(
      String uid,
      List<String> changes,
      @Nullable String former,
      @Nullable String status,
      @Nullable Boolean healthy,
      AgentJson.@Nullable ConfigState config,
      @Nullable Instant lastSeen) {}

  /** A custom message that an agent sent; data as Base64. */
  record CustomMessage(String uid, String capability, String type, String data) {

    int size() {
      return capability.length() + type.length() + data.length();
    }
  }

  /** A config, target or setting that an operator changed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Changed(String name, @Nullable Long revision, boolean deleted) {}
}
