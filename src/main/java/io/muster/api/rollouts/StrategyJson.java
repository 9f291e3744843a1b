package io.muster.api.rollouts;

import io.muster.api.http.Refusal;
import io.muster.rollout.Stage;
import io.muster.rollout.Strategy;
import io.muster.rollout.Strategy.OnFailure;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a rollout goes, without what it brings where. */
@Schema(name = "RolloutStrategy", description = "As for a rollout; {} is the standard template")
public record StrategyJson(
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
    @Schema(description = "Agents that report no health fail after APPLIED", defaultValue = "false")
        @Nullable Boolean requireHealth,
    @Schema(
            description =
                "Agents that tell neither a status nor an effective config are not let through",
            defaultValue = "false")
        @Nullable Boolean requireConfirmation,
    @Schema(description = "Take the place of one under way", defaultValue = "false")
        @Nullable Boolean supersede) {

  /** Reads it. */
  public Strategy strategy() {
    return new Strategy(
        chosen(),
        failure(),
        maxInFlight == null ? 0 : maxInFlight,
        Boolean.TRUE.equals(requireHealth),
        Boolean.TRUE.equals(requireConfirmation));
  }

  /** Whether it may take the place of one under way. */
  public boolean superseding() {
    return Boolean.TRUE.equals(supersede);
  }

  private List<Stage> chosen() {
    if (stages != null && template != null) {
      throw Refusal.badRequest("a rollout has either stages or a template, not both");
    }
    if (stages != null) {
      return stages.stream().map(StrategyJson::stage).toList();
    }
    return Strategy.Template.parse(template == null ? "standard" : template).stages();
  }

  private static Stage stage(@Nullable StageJson stage) {
    if (stage == null) {
      throw Refusal.badRequest("a stage is null, expected an object as " + RolloutExamples.BODY);
    }
    return stage.stage();
  }

  private OnFailure failure() {
    return switch (onFailure) {
      case null -> OnFailure.ROLLBACK;
      case "rollback" -> OnFailure.ROLLBACK;
      case "pause" -> OnFailure.PAUSE;
      default ->
          throw Refusal.badRequest("onFailure is '" + onFailure + "', expected rollback or pause");
    };
  }
}
