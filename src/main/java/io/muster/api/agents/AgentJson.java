package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An agent as operators see it.
 *
 * @param transport null while it is not connected
 * @param attributes identifying and other attributes in one; identifying ones win
 * @param detail what only the look at a single agent has; null in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Agent", description = "An agent: what it reports, and what the server knows of it")
public record AgentJson(
    @Schema(examples = "018f2c1e-8a3b-7c4d-9e5f-0123456789ab") String uid,
    @Schema(
            enumeration = {"connected", "stale", "disconnected"},
            examples = "connected")
        String status,
    @Schema(
            enumeration = {"websocket", "http"},
            examples = "websocket")
        @Nullable String transport,
    @Schema(description = "The server instance that it is connected to", examples = "local")
        @Nullable String instance,
    @Schema(examples = "10.1.2.3:49152") @Nullable String remoteAddress,
    @Nullable Instant connectedSince,
    Instant lastSeen,
    Instant firstSeen,
    HealthJson health,
    @Schema(description = "All attributes; identifying ones win over others of the same name")
        Map<String, @Nullable Object> attributes,
    Map<String, @Nullable Object> identifying,
    Map<String, @Nullable Object> nonIdentifying,
    Map<String, String> labels,
    @Schema(examples = "[\"AcceptsRemoteConfig\", \"ReportsHealth\"]") List<String> capabilities,
    List<String> customCapabilities,
    @Schema(
            description =
                "What keeps the agent from being what it seems: `unverified`, the store was away"
                    + " when it came, so that nobody knows whether it is the agent that another"
                    + " instance has; `requires_signed_messages`, it takes signed messages only,"
                    + " which this server does not send, so that nothing is offered to it;"
                    + " `frozen`, a freeze keeps everything that would change it from being sent",
            examples = "[]")
        List<String> warnings,
    ConfigState config,
    SyncJson sync,
    ConnectionState connection,
    @Nullable @com.fasterxml.jackson.annotation.JsonUnwrapped AgentDetail detail) {

  /** The config an agent should have, and what it says about the one it has. */
  @Schema(name = "AgentConfig")
  public record ConfigState(Desired desired, Reported reported) {}

  /**
   * What policy wants; without fields if it wants nothing.
   *
   * @param ottl the rule sets in it, each with its revision; null if there are none
   * @param target which target decided; null for the default config
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "DesiredConfig", description = "Empty if there is no config for this agent")
  public record Desired(
      @Schema(examples = "prod") @Nullable String name,
      @Schema(examples = "3") @Nullable Long revision,
      @Schema(examples = "9f86d081884c7d65") @Nullable String hash,
      @Schema(examples = "[\"redact@2\"]") @Nullable List<String> ottl,
      @Schema(examples = "prod-eu") @Nullable String target) {

    static final Desired NOTHING = new Desired(null, null, null, null, null);
  }

  /** What an agent says about the last offer it received. */
  @Schema(name = "ReportedStatus")
  public record Reported(
      @Schema(description = "Empty if it has had none", examples = "9f86d081884c7d65") String hash,
      @Schema(
              enumeration = {"UNSET", "APPLYING", "APPLIED", "FAILED", "UNRECOGNIZED"},
              examples = "APPLIED")
          String status,
      @Schema(examples = "") String error) {

    static final Reported NOTHING = new Reported("", "UNSET", "");
  }

  /** What an agent says about its connection settings. */
  @Schema(name = "AgentConnection")
  public record ConnectionState(Reported reported) {}
}
