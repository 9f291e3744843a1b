package io.muster.benchmarks;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;

/** The agent that is measured: 12 attributes, a health tree of 10 components, a config of 32 KB. */
public final class Samples {

  /** Of the one agent where one is enough. */
  public static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");

  /** What it can do. */
  public static final AgentCapabilities CAPABILITIES =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_HEALTH,
          AgentCapability.REPORTS_HEARTBEAT);

  private Samples() {}

  static AgentToServer.Builder heartbeat(long sequence) {
    return AgentToServer.newBuilder()
        .setInstanceUid(UID.toBytes())
        .setSequenceNum(sequence)
        .setCapabilities(CAPABILITIES.bits());
  }

  static AgentToServer report(InstanceUid uid, long sequence) {
    return report(uid, sequence, 0);
  }

  /**
   * A full report.
   *
   * @param number makes agents differ: the first attribute of the service has ten values, the first
   *     of the host as many as there are agents
   */
  public static AgentToServer report(InstanceUid uid, long sequence, int number) {
    AgentDescription.Builder description = AgentDescription.newBuilder();
    for (int i = 0; i < 4; i++) {
      String value = "value-" + (i == 0 ? number % 10 : i);
      description.addIdentifyingAttributes(attribute("service.attribute" + i, value));
    }
    for (int i = 0; i < 8; i++) {
      String value = "value-" + (i == 0 ? number : i);
      description.addNonIdentifyingAttributes(attribute("host.attribute" + i, value));
    }
    ComponentHealth.Builder health =
        ComponentHealth.newBuilder().setHealthy(true).setStatus("StatusOK");
    for (int i = 0; i < 10; i++) {
      health.putComponentHealthMap(
          "pipeline:component" + i,
          ComponentHealth.newBuilder()
              .setHealthy(true)
              .setStatus("StatusOK")
              .setStatusTimeUnixNano(1_700_000_000_000_000_000L + i)
              .build());
    }
    return heartbeat(sequence)
        .setInstanceUid(uid.toBytes())
        .setAgentDescription(description)
        .setHealth(health)
        .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance())
        .build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** A WebSocket message in a direct buffer, as it comes from the network. */
  static ByteBuf frame(AgentToServer message) {
    byte[] bytes = message.toByteArray();
    ByteBuf frame = Unpooled.directBuffer(bytes.length + 1);
    return frame.writeByte(0).writeBytes(bytes);
  }

  /** A collector's config of about this size, mostly processors. */
  static String collectorYaml(int bytes) {
    StringBuilder yaml =
        new StringBuilder(
            """
            receivers:
              otlp:
                protocols:
                  grpc:
                    endpoint: 0.0.0.0:4317
            exporters:
              debug: {}
            service:
              pipelines:
                traces:
                  receivers: [otlp]
                  exporters: [debug]
            processors:
            """);
    for (int i = 0; yaml.length() < bytes; i++) {
      yaml.append("  attributes/").append(i).append(":\n    actions:\n");
      yaml.append("      - key: example.attribute.").append(i).append("\n        action: upsert\n");
      yaml.append("        value: \"value ").append(i).append("\"\n");
    }
    return yaml.toString();
  }

  /** A config of 32 KB whose content does not matter. */
  public static Map<String, AgentConfigFile> config() {
    byte[] body = new byte[32 << 10];
    java.util.Arrays.fill(body, (byte) 'x');
    return Map.of(
        "collector.yaml",
        AgentConfigFile.newBuilder()
            .setBody(ByteString.copyFrom(body))
            .setContentType("text/yaml")
            .build());
  }
}
