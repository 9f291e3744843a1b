package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.FreezeJson;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why an agent runs, or does not run, what it should.
 *
 * @param answer one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Why")
public record WhyJson(
    String uid,
    @Schema(examples = "failed") String state,
    @Schema(examples = "refused") String cause,
    @Schema(
            examples =
                "It refused prod@3 at 2026-11-23T08:00:00Z (try 1): unknown exporter \"debgu\"; it"
                    + " is not offered again until it is retried or the config changes.")
        String answer,
    Evidence evidence) {

  /**
   * What the answer rests on; what is not known is left out.
   *
   * @param reported what it says of the last config it was offered
   * @param attempt the last offer of the config it should have
   * @param difference of its effective config
   * @param window what it waits for
   * @param freeze what keeps all that would change it from being sent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "WhyEvidence")
  public record Evidence(
      AgentJson.Desired desired,
      AgentJson.Reported reported,
      AgentDetail.@Nullable AttemptJson attempt,
      @Nullable Difference difference,
      @Nullable ClosedWindow window,
      @Schema(enumeration = {"connected", "stale", "disconnected"}) String status,
      Instant lastSeen,
      @Nullable Boolean healthy,
      @Nullable Boolean lastKnownHealthy,
      @Nullable String lastError,
      @Nullable FreezeJson freeze) {}

  /** The window of a target that is closed. */
  @Schema(name = "ClosedWindow")
  public record ClosedWindow(
      @Schema(examples = "prod-eu") String target,
      @Schema(examples = "mon,tue 08:00-16:00 Europe/Berlin") String window,
      Instant opens) {}

  /** The first place where an effective config is not as it should be; secrets redacted. */
  @Schema(name = "Difference")
  public record Difference(
      @Schema(examples = "/exporters/otlp/endpoint") String path,
      @Schema(examples = "gateway:4317") String desired,
      @Schema(examples = "old-gateway:4317") String effective) {}
}
