package io.muster.simulator;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.KeyValue;
import java.util.List;
import java.util.UUID;

/**
 * What the simulated agents say of themselves: 12 attributes and a health tree of 10 components.
 */
final class AgentProfile {

  static final long CAPABILITIES =
      AgentCapabilities.of(
              AgentCapability.REPORTS_STATUS,
              AgentCapability.ACCEPTS_REMOTE_CONFIG,
              AgentCapability.REPORTS_EFFECTIVE_CONFIG,
              AgentCapability.REPORTS_REMOTE_CONFIG,
              AgentCapability.REPORTS_HEALTH,
              AgentCapability.REPORTS_HEARTBEAT)
          .bits();

  static final String SERVICE = "muster-simulated";

  private static final List<String> REGIONS = List.of("eu-west", "us-east", "ap-south");
  private static final List<String> ENVIRONMENTS = List.of("prod", "prod", "prod", "staging");
  private static final List<String> COMPONENTS =
      List.of(
          "extensions",
          "pipeline:traces",
          "pipeline:metrics",
          "pipeline:logs",
          "receiver:otlp",
          "receiver:hostmetrics",
          "processor:batch",
          "processor:memory_limiter",
          "exporter:otlp",
          "exporter:debug");

  private AgentProfile() {}

  /** The same uid for the same seed and number: a UUID of version 7 in form. */
  static ByteString uid(long seed, int number) {
    long high = mix(seed * 31 + number);
    long low = mix(high ^ number);
    UUID uuid =
        new UUID(
            (high & 0x0000_7fff_ffff_0fffL) | 0x0190_0000_0000_7000L,
            (low & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    return ByteString.copyFrom(
        java.nio.ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip());
  }

  /** Spreads numbers over all 64 bits (the finalizer of SplitMix64). */
  static long mix(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static AgentDescription description(int number) {
    return AgentDescription.newBuilder()
        .addIdentifyingAttributes(attribute("service.name", SERVICE))
        .addIdentifyingAttributes(attribute("service.version", "0.142.0"))
        .addIdentifyingAttributes(attribute("service.instance.id", "simulated-" + number))
        .addNonIdentifyingAttributes(attribute("host.name", "node-" + number + ".example.net"))
        .addNonIdentifyingAttributes(attribute("host.arch", "amd64"))
        .addNonIdentifyingAttributes(attribute("os.type", "linux"))
        .addNonIdentifyingAttributes(attribute("os.description", "Debian GNU/Linux 13 (trixie)"))
        .addNonIdentifyingAttributes(
            attribute("deployment.environment.name", ENVIRONMENTS.get(number % 4)))
        .addNonIdentifyingAttributes(attribute("cloud.region", REGIONS.get(number % 3)))
        .addNonIdentifyingAttributes(attribute("k8s.cluster.name", "cluster-" + number % 20))
        .addNonIdentifyingAttributes(attribute("k8s.namespace.name", "telemetry"))
        .addNonIdentifyingAttributes(attribute("k8s.node.name", "node-" + number))
        .build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static ComponentHealth health(long startNanos) {
    ComponentHealth.Builder health =
        ComponentHealth.newBuilder()
            .setHealthy(true)
            .setStatus("StatusOK")
            .setStartTimeUnixNano(startNanos)
            .setStatusTimeUnixNano(startNanos);
    for (String name : COMPONENTS) {
      health.putComponentHealthMap(
          name,
          ComponentHealth.newBuilder()
              .setHealthy(true)
              .setStatus("StatusOK")
              .setStatusTimeUnixNano(startNanos)
              .build());
    }
    return health.build();
  }
}
