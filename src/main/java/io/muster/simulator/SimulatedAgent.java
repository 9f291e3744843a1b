package io.muster.simulator;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's side of an agent, without sockets or time: what it knows, and what it has to say.
 * Full state first and when asked, afterwards only what changed (OpAMP, Agent Status Compression).
 * Confined to one thread.
 */
final class SimulatedAgent {

  private static final ByteString NO_HASH = ByteString.EMPTY;

  private final int number;
  private final ComponentHealth wellHealth;
  private final ConfigPool configs;
  private final ByteString firstUid;
  private ByteString uid;
  private long sequence;
  private ByteString hash = NO_HASH;
  private RemoteConfigStatuses status = RemoteConfigStatuses.RemoteConfigStatuses_UNSET;
  private String error = "";
  private AgentConfigMap effective;
  private boolean fullStateDue = true;
  private boolean statusDue;
  private boolean effectiveDue;
  private boolean healthDue;
  private ComponentHealth health;

  SimulatedAgent(int number, ByteString uid, ComponentHealth health, ConfigPool configs) {
    this.number = number;
    this.firstUid = uid;
    this.uid = uid;
    this.wellHealth = health;
    this.health = health;
    this.configs = configs;
    this.effective = configs.initial();
  }

  /** What a message of the server meant. */
  record Heard(@Nullable ByteString offered, boolean unavailable, long retryAfterNanos) {}

  /** Takes in a message of the server. */
  Heard received(ServerToAgent message) {
    if (message.hasAgentIdentification()
        && !message.getAgentIdentification().getNewInstanceUid().isEmpty()) {
      uid = ConfigPool.copy(message.getAgentIdentification().getNewInstanceUid());
    }
    if ((message.getFlags() & ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE) != 0) {
      fullStateDue = true;
    }
    ByteString offered = null;
    if (message.hasRemoteConfig() && !message.getRemoteConfig().getConfigHash().equals(hash)) {
      offered = configs.keep(message.getRemoteConfig());
    }
    boolean unavailable =
        message.hasErrorResponse()
            && message.getErrorResponse().getTypeValue()
                == io.muster.protocol.proto.ServerErrorResponseType
                    .ServerErrorResponseType_Unavailable_VALUE;
    return new Heard(
        offered,
        unavailable,
        unavailable ? message.getErrorResponse().getRetryInfo().getRetryAfterNanoseconds() : 0);
  }

  void applying(ByteString offered) {
    tell(offered, RemoteConfigStatuses.RemoteConfigStatuses_APPLYING, "");
  }

  void applied(ByteString offered) {
    tell(offered, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, "");
    effective = configs.get(offered);
    effectiveDue = true;
  }

  /** Whether a config that it was offered contains a text. */
  boolean contains(ByteString offered, String text) {
    return configs.contains(offered, text);
  }

  /** Says from now on whether it works with its config. */
  void healthy(boolean healthy) {
    ComponentHealth next =
        healthy
            ? wellHealth
            : wellHealth.toBuilder()
                .setHealthy(false)
                .setStatus("StatusPermanentError")
                .setLastError("exporter 'otlp': simulated failure")
                .build();
    healthDue |= !next.equals(health);
    health = next;
  }

  /** Runs something else than it was given. */
  void drifted() {
    effective = configs.initial();
    effectiveDue = true;
  }

  void failed(ByteString offered) {
    tell(
        offered,
        RemoteConfigStatuses.RemoteConfigStatuses_FAILED,
        "error decoding 'exporters': simulated failure");
  }

  private void tell(ByteString offered, RemoteConfigStatuses next, String why) {
    hash = offered;
    status = next;
    error = why;
    statusDue = true;
  }

  /** The next thing said is the full state, as on a new connection of a process that went on. */
  void reconnected() {
    fullStateDue = true;
  }

  /** Back to what it was when it first started. */
  void restarted() {
    uid = firstUid;
    sequence = 0;
    hash = NO_HASH;
    status = RemoteConfigStatuses.RemoteConfigStatuses_UNSET;
    error = "";
    effective = configs.initial();
    health = wellHealth;
    fullStateDue = true;
  }

  /** Whether all there is to say is due. */
  boolean fullStateDue() {
    return fullStateDue;
  }

  /** Whether there is more to say than that it lives. */
  boolean hasNews() {
    return fullStateDue || statusDue || effectiveDue || healthDue;
  }

  /** The next message, with everything that is due; a heartbeat if nothing is. */
  AgentToServer next() {
    AgentToServer.Builder message =
        AgentToServer.newBuilder()
            .setInstanceUid(uid)
            .setSequenceNum(sequence++)
            .setCapabilities(AgentProfile.CAPABILITIES);
    if (fullStateDue) {
      message.setAgentDescription(AgentProfile.description(number));
    }
    if (fullStateDue || healthDue) {
      message.setHealth(health);
    }
    if (fullStateDue || statusDue) {
      message.setRemoteConfigStatus(
          RemoteConfigStatus.newBuilder()
              .setLastRemoteConfigHash(hash)
              .setStatus(status)
              .setErrorMessage(error));
    }
    if (fullStateDue || effectiveDue) {
      message.setEffectiveConfig(EffectiveConfig.newBuilder().setConfigMap(effective));
    }
    fullStateDue = false;
    statusDue = false;
    effectiveDue = false;
    healthDue = false;
    return message.build();
  }

  /** The last words of an orderly end. */
  AgentToServer farewell() {
    return AgentToServer.newBuilder()
        .setInstanceUid(uid)
        .setSequenceNum(sequence++)
        .setCapabilities(AgentProfile.CAPABILITIES)
        .setAgentDisconnect(io.muster.protocol.proto.AgentDisconnect.getDefaultInstance())
        .build();
  }
}
