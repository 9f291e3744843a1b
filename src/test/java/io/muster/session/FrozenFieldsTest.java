package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.muster.freeze.Outgoing;
import io.muster.protocol.proto.ServerToAgent;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every field that the server may send is one that a freeze stops, or is known not to be: a new
 * version of OpAMP brings none that nobody has thought of.
 */
class FrozenFieldsTest {

  /** Offers say themselves what they are; they are stopped unless they take something back. */
  private static final Map<String, Outgoing> FIELDS =
      Map.ofEntries(
          Map.entry("remote_config", Outgoing.CHANGE),
          Map.entry("connection_settings", Outgoing.CHANGE),
          Map.entry("packages_available", Outgoing.CHANGE),
          Map.entry("command", Outgoing.COMMAND),
          Map.entry("custom_message", Outgoing.COMMAND),
          Map.entry("instance_uid", Outgoing.PROTOCOL),
          Map.entry("error_response", Outgoing.PROTOCOL),
          Map.entry("flags", Outgoing.PROTOCOL),
          Map.entry("capabilities", Outgoing.PROTOCOL),
          Map.entry("agent_identification", Outgoing.PROTOCOL),
          Map.entry("custom_capabilities", Outgoing.PROTOCOL));

  @Test
  void everyFieldOfAMessageToAnAgentIsDecided() {
    assertThat(ServerToAgent.getDescriptor().getFields())
        .extracting(FieldDescriptor::getName)
        .containsExactlyInAnyOrderElementsOf(FIELDS.keySet());
  }

  @Test
  void aFreezeStopsWhatChangesAgentsOrHasThemDoSomething() {
    Map<String, Boolean> stopped = new TreeMap<>();
    FIELDS.forEach((field, what) -> stopped.put(field, what.stoppedByFreeze()));
    assertThat(stopped)
        .containsAllEntriesOf(
            Map.of(
                "remote_config", true,
                "connection_settings", true,
                "packages_available", true,
                "command", true,
                "custom_message", true,
                "flags", false,
                "error_response", false));
  }
}
