package io.muster.api.rollouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.Audited;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.Refusal;
import io.muster.config.ConfigReference;
import io.muster.config.Page;
import io.muster.rollout.Counts;
import io.muster.rollout.Progress;
import io.muster.rollout.Rollout;
import io.muster.rollout.StartRollout;
import io.muster.rollout.Strategy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is shown.
 *
 * @param stage the stage it is in or ended in, from 1
 * @param phase of the stage: probe, spread, observe
 * @param since when the phase began
 * @param gates of the stage, as they were evaluated last
 * @param excluded agents that do not get the config because they came to harm with it
 */
@Schema(name = "Rollout")
public record RolloutJson(
    @Schema(examples = "prod-eu-1") String id,
    @Schema(examples = "prod-eu") String target,
    @Schema(
            enumeration = {
              "pending",
              "running",
              "paused",
              "awaiting_approval",
              "rolling_back",
              "rolled_back",
              "succeeded",
              "aborted"
            })
        String state,
    @Schema(examples = "1") int stage,
    @Schema(enumeration = {"probe", "spread", "observe"}) String phase,
    Instant since,
    @Schema(examples = "prod@3") String from,
    @Schema(examples = "prod@4") String to,
    Counts counts,
    List<GateJson.Status> gates,
    String reason,
    int excluded,
    List<StageJson> stages,
    @Schema(enumeration = {"rollback", "pause"}) String onFailure,
    int maxInFlight,
    int maxPerMinute,
    boolean requireHealth,
    boolean requireConfirmation,
    @Schema(examples = "operator") String createdBy,
    Instant createdAt,
    Instant changedAt,
    @Schema(description = "Since when a freeze keeps it from going on; absent if none does")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Instant frozenSince,
    @Schema(description = "Only in the answer to its start: what could not be made sure of")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> warnings)
    implements Audited.Answer {

  @Override
  public String audited() {
    return id + " of " + target + ": " + from + " to " + to + ", " + state;
  }

  static RolloutJson of(Rollout rollout) {
    return of(rollout, List.of());
  }

  static RolloutJson of(Rollout rollout, List<String> warnings) {
    Progress progress = rollout.progress();
    Strategy strategy = rollout.strategy();
    return new RolloutJson(
        rollout.id(),
        rollout.target(),
        lower(progress.state()),
        progress.place().stage() + 1,
        lower(progress.place().phase()),
        progress.place().since(),
        rollout.from().toString(),
        rollout.to().toString(),
        progress.counts(),
        progress.gates().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(gate -> GateJson.Status.of(gate.getKey(), gate.getValue()))
            .toList(),
        progress.reason(),
        progress.excluded().size(),
        strategy.stages().stream().map(StageJson::of).toList(),
        lower(strategy.onFailure()),
        strategy.maxInFlight(),
        strategy.maxPerMinute(),
        strategy.requireHealth(),
        strategy.requireConfirmation(),
        rollout.createdBy(),
        rollout.createdAt(),
        rollout.changedAt(),
        progress.frozenSince(),
        warnings);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static Rollouts of(Page<Rollout> page) {
    return new Rollouts(
        page.items().stream().map(RolloutJson::of).toList(),
        page.total(),
        page.next() == null ? null : KeyCursor.write(page.next()));
  }

  /**
   * Some of the rollouts.
   *
   * @param total rollouts on all pages
   * @param next cursor of the next page; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "RolloutPage")
  public record Rollouts(List<RolloutJson> items, long total, @Nullable String next) {}

  /** A rollout as it is asked for. */
  @Schema(name = "RolloutBody")
  public record Body(
      @Schema(required = true, examples = "prod-eu") @Nullable String target,
      @Schema(
              required = true,
              examples = "prod@4",
              description = "A revision; a name means the one that is newest now")
          @Nullable String config,
      @Schema(
              description = "Instead of stages",
              enumeration = {"standard", "cautious"})
          @Nullable String template,
      @Nullable List<@Nullable StageJson> stages,
      @Schema(
              enumeration = {"rollback", "pause"},
              defaultValue = "rollback")
          @Nullable String onFailure,
      @Schema(description = "Most agents under way; 0 for no limit", defaultValue = "0")
          @Nullable Integer maxInFlight,
      @Schema(
              description = "Most agents given the config in a minute; 0 for no limit",
              defaultValue = "0")
          @Nullable Integer maxPerMinute,
      @Schema(
              description = "Agents that report no health fail after APPLIED",
              defaultValue = "false")
          @Nullable Boolean requireHealth,
      @Schema(
              description =
                  "Agents that tell neither a status nor an effective config did not answer",
              defaultValue = "false")
          @Nullable Boolean requireConfirmation,
      @Schema(description = "Take the place of one under way", defaultValue = "false")
          @Nullable Boolean supersede) {

    /** The wish. */
    public StartRollout wish(String author) {
      if (target == null || config == null) {
        throw Refusal.badRequest("a rollout needs target and config, as " + RolloutExamples.BODY);
      }
      StrategyJson how =
          new StrategyJson(
              template,
              stages,
              onFailure,
              maxInFlight,
              maxPerMinute,
              requireHealth,
              requireConfirmation,
              supersede);
      return new StartRollout(
          target, ConfigReference.parse(config), how.strategy(), how.superseding(), author);
    }
  }
}
