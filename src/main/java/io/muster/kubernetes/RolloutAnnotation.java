package io.muster.kubernetes;

import io.muster.failure.InvalidInput;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.Strategy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a ConfigMap says that its target comes to the config by a rollout: the name of a template, as
 * {@code standard}, or its stages, as {@code 5%:10m,25%:30m,100%}. Each stage has the gates of one
 * that names none, and what trips one takes the config back.
 */
final class RolloutAnnotation {

  private static final Pattern STAGE =
      Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,2})?)%(?::([0-9]{1,6})([smh]))?");

  private RolloutAnnotation() {}

  /**
   * Reads it.
   *
   * @throws InvalidInput with a message for people
   */
  static Strategy read(String text) {
    return new Strategy(
        text.contains("%") ? stages(text) : Strategy.Template.parse(text.strip()).stages(),
        Strategy.OnFailure.ROLLBACK,
        0,
        false);
  }

  private static List<Stage> stages(String text) {
    List<Stage> stages = new ArrayList<>();
    for (String part : text.split(",", Strategy.MAX_STAGES + 1)) {
      Matcher stage = STAGE.matcher(part.strip());
      if (!stage.matches()) {
        throw new InvalidInput(
            "annotation "
                + Annotations.ROLLOUT
                + ": stage '"
                + part.strip()
                + "' is not valid: write a share and how long it is watched, as 5%:10m");
      }
      stages.add(
          new Stage(
              StageScope.Percent.of(new BigDecimal(stage.group(1))),
              stage.group(2) == null
                  ? Duration.ZERO
                  : observed(Long.parseLong(stage.group(2)), stage.group(3)),
              false,
              Strategy.defaultGates()));
    }
    return stages;
  }

  private static Duration observed(long number, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
