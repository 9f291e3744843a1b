package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.agent.Attribute;
import io.muster.agent.Health;
import io.muster.agent.Presence;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The health of an agent or of one of its components.
 *
 * @param healthy null if the agent never reported, or is not connected
 * @param lastKnown of an agent that is not connected, what it said last; the rest is of then, too
 * @param components by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Health", description = "Health of an agent or of one of its components")
public record HealthJson(
    @JsonInclude
        @Schema(description = "null if never reported, or not connected", examples = "true")
        @Nullable Boolean healthy,
    @Schema(description = "Of an agent that is not connected: what it said last, as does the rest")
        @Nullable Boolean lastKnown,
    @Schema(description = "The agent's own word", examples = "StatusOK") String status,
    @Schema(examples = "") String lastError,
    @Nullable Instant startTime,
    @Nullable Instant statusTime,
    @Nullable Map<String, @Nullable Object> attributes,
    @Schema(description = "Health of the parts, by name") Map<String, HealthJson> components) {

  private static final HealthJson UNKNOWN =
      new HealthJson(null, null, "", "", null, null, null, Map.of());

  static HealthJson of(@Nullable Health health, Presence presence) {
    return health == null
        ? UNKNOWN
        : of(health.tree(), presence == Presence.DISCONNECTED ? health.healthy() : null);
  }

  private static HealthJson of(ComponentHealth health, @Nullable Boolean lastKnown) {
    Map<String, HealthJson> components = new TreeMap<>();
    health.getComponentHealthMapMap().forEach((name, part) -> components.put(name, of(part, null)));
    return new HealthJson(
        lastKnown == null ? (Boolean) health.getHealthy() : null,
        lastKnown,
        health.getStatus(),
        health.getLastError(),
        time(health.getStartTimeUnixNano()),
        time(health.getStatusTimeUnixNano()),
        health.getAttributesCount() == 0
            ? null
            : AttributeJson.object(Attribute.listOf(health.getAttributesList())),
        components);
  }

  private static @Nullable Instant time(long unixNanos) {
    return unixNanos == 0
        ? null
        : Instant.ofEpochSecond(
            Long.divideUnsigned(unixNanos, 1_000_000_000),
            Long.remainderUnsigned(unixNanos, 1_000_000_000));
  }
}
