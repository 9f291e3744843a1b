package io.muster.protocol;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentIdentification;
import io.muster.protocol.proto.AgentRemoteConfig;
import io.muster.protocol.proto.CommandType;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.CustomCapabilities;
import io.muster.protocol.proto.CustomMessage;
import io.muster.protocol.proto.PackagesAvailable;
import io.muster.protocol.proto.RetryInfo;
import io.muster.protocol.proto.ServerErrorResponse;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Encodes the fields of ServerToAgent, one factory for each. */
public final class Fragments {

  private static final Fragment RESTART =
      Fragment.withCapabilitiesOnly(
          ServerToAgent.COMMAND_FIELD_NUMBER,
          ServerToAgentCommand.newBuilder().setType(CommandType.CommandType_Restart).build());

  private Fragments() {}

  /**
   * Why a message was not processed (field 2). Goes alone.
   *
   * @param message readable, without secrets
   * @param retryAfter when to try again, at least 0, for Unavailable only; null says nothing
   */
  public static Fragment errorResponse(
      ServerErrorResponseType type, String message, @Nullable Duration retryAfter) {
    var response = ServerErrorResponse.newBuilder().setType(type).setErrorMessage(message);
    if (retryAfter != null) {
      if (retryAfter.isNegative()
          || type != ServerErrorResponseType.ServerErrorResponseType_Unavailable) {
        throw new IllegalArgumentException(
            "retryAfter is " + retryAfter + " with " + type + ": only for Unavailable, at least 0");
      }
      response.setRetryInfo(
          RetryInfo.newBuilder().setRetryAfterNanoseconds(retryAfter.toNanos()).build());
    }
    return Fragment.alone(ServerToAgent.ERROR_RESPONSE_FIELD_NUMBER, response.build());
  }

  /**
   * A config (field 3), encoded once for all agents that get it.
   *
   * @param files by name; the name may be empty
   * @param hash what the agent reports back
   */
  public static Fragment remoteConfig(Map<String, AgentConfigFile> files, ContentHash hash) {
    // Sorted, so that equal configs have equal bytes.
    var map = AgentConfigMap.newBuilder().putAllConfigMap(new TreeMap<>(files));
    var config = AgentRemoteConfig.newBuilder().setConfig(map).setConfigHash(hash.bytes());
    return Fragment.shared(ServerToAgent.REMOTE_CONFIG_FIELD_NUMBER, config.build());
  }

  /**
   * Connection settings (field 4), for one agent. With settings for OpAMP itself it goes alone, but
   * for capabilities.
   */
  public static Fragment connectionSettings(ConnectionSettingsOffers offers) {
    int field = ServerToAgent.CONNECTION_SETTINGS_FIELD_NUMBER;
    return offers.hasOpamp()
        ? Fragment.withCapabilitiesOnly(field, offers)
        : Fragment.own(field, offers);
  }

  /** The complete set of packages (field 5), encoded once for all agents that get it. */
  public static Fragment packages(PackagesAvailable packages) {
    return Fragment.shared(ServerToAgent.PACKAGES_AVAILABLE_FIELD_NUMBER, packages);
  }

  /** Bits of ServerToAgentFlags (field 6). */
  public static Fragment flags(long bits) {
    return Fragment.number(ServerToAgent.FLAGS_FIELD_NUMBER, bits);
  }

  /** What the server can do (field 7). */
  public static Fragment capabilities(Set<ServerCapability> capabilities) {
    long bits = 0;
    for (ServerCapability capability : capabilities) {
      bits |= capability.bit();
    }
    return capabilities(bits);
  }

  /** What the server can do, as bits of {@link ServerCapability} (field 7). */
  public static Fragment capabilities(long bits) {
    return Fragment.number(ServerToAgent.CAPABILITIES_FIELD_NUMBER, bits);
  }

  /**
   * A new uid for the agent (field 8).
   *
   * @param addressee the uid the agent has now: an agent that speaks the text form gets text, since
   *     16 raw bytes would make the message undecodable for it
   */
  public static Fragment identification(InstanceUid newUid, WireUid addressee) {
    ByteString uid =
        addressee.legacy() ? ByteString.copyFromUtf8(Ulid.format(newUid)) : newUid.toBytes();
    return Fragment.own(
        ServerToAgent.AGENT_IDENTIFICATION_FIELD_NUMBER,
        AgentIdentification.newBuilder().setNewInstanceUid(uid).build());
  }

  /** The command to restart (field 9). Goes alone, but for capabilities (CO-1). */
  public static Fragment restart() {
    return RESTART;
  }

  /** Names of the custom capabilities of the server (field 10). */
  public static Fragment customCapabilities(List<String> capabilities) {
    return Fragment.own(
        ServerToAgent.CUSTOM_CAPABILITIES_FIELD_NUMBER,
        CustomCapabilities.newBuilder().addAllCapabilities(capabilities).build());
  }

  /** A message of a custom capability (field 11). */
  public static Fragment customMessage(String capability, String type, ByteString data) {
    return Fragment.own(
        ServerToAgent.CUSTOM_MESSAGE_FIELD_NUMBER,
        CustomMessage.newBuilder().setCapability(capability).setType(type).setData(data).build());
  }
}
