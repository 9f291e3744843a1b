package io.muster.api.rollouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.agent.Selector;
import io.muster.api.configs.WindowJson;
import io.muster.api.http.Durations;
import io.muster.api.http.Refusal;
import io.muster.rollout.Gate;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.Strategy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A stage of a rollout: either `percent` or `selector`. */
@Schema(name = "Stage")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StageJson(
    @Schema(description = "Of the target's agents, in all; the last stage has 100", examples = "5")
        @Nullable BigDecimal percent,
    @Schema(description = "Pairs that must all match: canaries by label")
        @Nullable Map<String, @Nullable String> selector,
    @Schema(defaultValue = "PT0S", examples = "PT10M") @Nullable String observe,
    @Schema(description = "Wait for promote", defaultValue = "false") @Nullable Boolean approval,
    @Schema(
            description =
                "Without this: no more than 1 % failed, unhealthy, unanswered, disconnected")
        @Nullable List<@Nullable GateJson> gates,
    @Schema(description = "When further agents may be given the config; at any time if absent")
        @Nullable WindowJson window) {

  static StageJson of(Stage stage) {
    return new StageJson(
        stage.share() instanceof StageScope.Percent percent ? percent.percent() : null,
        stage.share() instanceof StageScope.Matching(Selector matching)
            ? new HashMap<>(matching.pairs())
            : null,
        stage.observe().toString(),
        stage.approval(),
        stage.gates().stream().<@Nullable GateJson>map(GateJson::of).toList(),
        WindowJson.of(stage.window()));
  }

  Stage stage() {
    if ((percent == null) == (selector == null)) {
      throw Refusal.badRequest(
          "a stage needs either percent or selector, as " + RolloutExamples.BODY);
    }
    List<Gate> checked =
        gates == null ? Strategy.defaultGates() : gates.stream().map(StageJson::gate).toList();
    return new Stage(
        percent != null
            ? StageScope.Percent.of(percent)
            : new StageScope.Matching(new Selector(pairs())),
        observe == null ? Duration.ZERO : Durations.parse("observe", observe),
        Boolean.TRUE.equals(approval),
        checked,
        window == null ? null : window.window());
  }

  private static Gate gate(@Nullable GateJson gate) {
    if (gate == null) {
      throw Refusal.badRequest("a gate is null, expected an object as " + RolloutExamples.BODY);
    }
    return gate.gate();
  }

  private Map<String, String> pairs() {
    Map<String, String> pairs = new HashMap<>();
    if (selector != null) {
      selector.forEach((key, value) -> {
        if (value == null) {
          throw Refusal.badRequest("selector key '" + key + "' has no value");
        }
        pairs.put(key, value);
      });
    }
    return pairs;
  }
}
