package io.muster.testagent;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is and has, and the messages in which it says so, on whichever connections. Nothing
 * changes but by the test. For one thread at a time.
 */
public final class TestAgent {

  private final long capabilities;
  private final AgentDescription.Builder description = AgentDescription.newBuilder();
  private ByteString uid;
  private long sequence;
  private RemoteConfigStatus configStatus = RemoteConfigStatus.getDefaultInstance();
  private @Nullable ComponentHealth health;
  private @Nullable AgentConfigMap effective;

  /** An agent that has no config yet and says nothing of its health. */
  public TestAgent(InstanceUid uid, String serviceName, AgentCapability... capabilities) {
    this.uid = uid.toBytes();
    this.capabilities = AgentCapabilities.of(capabilities).bits();
    description.addIdentifyingAttributes(attribute("service.name", serviceName));
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** Adds an identifying attribute. */
  public TestAgent identifiedBy(String key, String value) {
    description.addIdentifyingAttributes(attribute(key, value));
    return this;
  }

  /** Adds an attribute that does not identify it. */
  public TestAgent describedBy(String key, String value) {
    description.addNonIdentifyingAttributes(attribute(key, value));
    return this;
  }

  /** Says its health from the next report on. */
  public TestAgent health(ComponentHealth.Builder reported) {
    health = reported.build();
    return this;
  }

  /** What became of the last config it was offered; said from the next report on. */
  public TestAgent configStatus(RemoteConfigStatus reported) {
    configStatus = reported;
    return this;
  }

  /** The config it runs; said from the next report on. */
  public TestAgent runs(AgentConfigMap config) {
    effective = config;
    return this;
  }

  /** Goes on under another uid. */
  public void rename(ByteString replacement) {
    uid = replacement;
  }

  /** The uid of its messages. */
  public InstanceUid uid() {
    return InstanceUid.of(uid);
  }

  /** A status of a remote config. */
  public static RemoteConfigStatus status(
      ByteString hash, RemoteConfigStatuses status, String error) {
    return RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(hash)
        .setStatus(status)
        .setErrorMessage(error)
        .build();
  }

  /** The next message, a heartbeat unless something is added: uid, next number, capabilities. */
  public AgentToServer.Builder message() {
    return AgentToServer.newBuilder()
        .setInstanceUid(uid)
        .setSequenceNum(sequence++)
        .setCapabilities(capabilities);
  }

  /** A message with what became of its config, and with what it runs. */
  public AgentToServer.Builder configReport() {
    AgentToServer.Builder message = message();
    if ((capabilities & AgentCapabilities.of(AgentCapability.REPORTS_REMOTE_CONFIG).bits()) != 0) {
      message.setRemoteConfigStatus(configStatus);
    }
    if (effective != null) {
      message.setEffectiveConfig(EffectiveConfig.newBuilder().setConfigMap(effective));
    }
    return message;
  }

  /** A message with all there is to say, as on a new connection. */
  public AgentToServer.Builder report() {
    AgentToServer.Builder message = configReport().setAgentDescription(description);
    if (health != null) {
      message.setHealth(health);
    }
    return message;
  }
}
