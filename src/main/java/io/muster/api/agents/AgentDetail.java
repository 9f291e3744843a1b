package io.muster.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.FileJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a single agent beyond the list.
 *
 * @param effectiveConfig null if never reported or expired
 * @param attempts offers made to it, newest first
 * @param formerUids uids it may still speak under
 * @param newUid a uid it was given and does not use yet; null if none
 * @param labelsManagedBy the set of manifests that its labels belong to; null if to none
 * @param availableComponents null if never reported
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AgentDetail")
public record AgentDetail(
    @Nullable EffectiveConfig effectiveConfig,
    List<AttemptJson> attempts,
    @Schema(examples = "018f2c1e-8a3b-7c4d-9e5f-0123456789ab") String firstUid,
    List<String> formerUids,
    @Nullable String newUid,
    @Schema(
            description = "The set of manifests that its labels belong to; left out if to none",
            examples = "prod-eu")
        @Nullable String labelsManagedBy,
    long sequence,
    @Nullable Components availableComponents) {

  /**
   * The config an agent runs with, as it reports it, secrets redacted.
   *
   * @param hash SHA-256 of the redacted content, for comparing agents with each other
   */
  @Schema(name = "EffectiveConfig")
  public record EffectiveConfig(String hash, Map<String, FileJson> files) {}

  /**
   * An offer made to an agent and what became of it.
   *
   * @param name of what was offered; empty for connection settings and what another server offered
   */
  @Schema(name = "Attempt")
  public record AttemptJson(
      @Schema(
              enumeration = {"CONFIG", "CONNECTION"},
              examples = "CONFIG")
          String kind,
      @Schema(examples = "prod@3") String name,
      @Schema(examples = "9f86d081884c7d65") String hash,
      @Schema(
              enumeration = {
                "OFFERED",
                "APPLYING",
                "APPLIED",
                "UNCONFIRMED",
                "FAILED",
                "NO_ANSWER",
                "TAKEN_BACK"
              },
              examples = "APPLIED")
          String state,
      @Schema(examples = "1") int tries,
      Instant offeredAt,
      Instant changedAt,
      Instant deadline,
      @Schema(examples = "") String error) {}

  /** Components an agent could be configured with. */
  @Schema(name = "AvailableComponents")
  public record Components(String hash, Map<String, Component> components) {}

  /** A component, or a group of them. */
  @Schema(name = "AvailableComponent")
  public record Component(
      Map<String, @Nullable Object> metadata, Map<String, Component> components) {}
}
