package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

  private static final CohortCounts OFFERED = new CohortCounts(10, 1, 2, 1, 3, 4, 5);
  private static final CohortCounts OTHERS = new CohortCounts(100, 2, 10, 0, 30, 0, 0);

  private static double value(String fact, boolean baseline) {
    Gate.FleetGate gate =
        new Gate.FleetGate(
            "g",
            Measure.parse(fact),
            baseline,
            new Condition(Comparison.LESS, 1, 1, Duration.ZERO));
    return gate.value(
        new Observation(110, 0, OFFERED, OTHERS, 0, 0, 0, 0, 0, 0, 0, Set.of(), List.of(), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "failed_ratio, 0.1",
    "failed_count, 1",
    "unhealthy_ratio, 0.1",
    "unhealthy_count, 1",
    "disconnected_ratio, 0.3",
    "unanswered_count, 4",
    "restarted_ratio, 0.5"
  })
  void aFactIsTakenFromTheAgentsThatWereOffered(String fact, double expected) {
    assertThat(value(fact, false)).isEqualTo(expected);
    assertThat(Measure.parse(fact)).hasToString(fact);
  }

  @Test
  void aBaselineIsSubtractedAndComparesLikeWithLike() {
    assertThat(value("disconnected_ratio", true)).isZero();
    assertThat(value("unhealthy_ratio", true)).isEqualTo(0.1);
    assertThatThrownBy(() -> value("failed_count", true))
        .hasMessage("gate 'g': a baseline needs shares, write a fact that ends in _ratio");
  }

  @Test
  void nobodyOfferedIsNoHarm() {
    assertThat(Measure.parse("failed_ratio").of(CohortCounts.NONE, true)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "<, 1, 2, true", "<, 2, 2, false", "<=, 2, 2, true", ">, 3, 2, true", ">=, 2, 2, true",
    ">=, 1, 2, false", "==, 2, 2, true", "==, 2.5, 2, false", "<, NaN, 2, false", ">, NaN, 2, false"
  })
  void comparisonsAreWhatTheySay(String operator, double value, double threshold, boolean holds) {
    assertThat(Comparison.parse(operator).holds(value, threshold)).isEqualTo(holds);
    assertThat(Comparison.parse(operator).text()).isEqualTo(operator);
  }

  @Test
  void whatIsNotKnownIsToldWithWhatIs() {
    assertThatThrownBy(() -> Comparison.parse("=<"))
        .hasMessage("operator '=<' is none of < <= > >= ==");
    assertThatThrownBy(() -> Measure.parse("errors"))
        .hasMessageStartingWith("fleet fact 'errors' is not known: there are failed_ratio, ");
    assertThatThrownBy(() -> Strategy.Template.parse("bold"))
        .hasMessage("template 'bold' is none of standard, cautious");
  }

  @Test
  void percentsGoToTheHundredth() {
    assertThat(StageScope.Percent.of(new BigDecimal("0.01")).basisPoints()).isEqualTo(1);
    assertThat(StageScope.Percent.of(new BigDecimal("12.50")).percent()).isEqualTo("12.5");
    assertThat(StageScope.Percent.of(new BigDecimal("1E+2")).percent()).isEqualTo("100");
    for (String bad : List.of("0", "-1", "0.001", "100.01", "1E+9")) {
      assertThatThrownBy(() -> StageScope.Percent.of(new BigDecimal(bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aStrategyGrowsToAllAgents() {
    assertThatThrownBy(() -> TestRollouts.strategy(TestRollouts.stage(50, 0)))
        .hasMessage(
            "the last stage must have percent 100: what succeeds is for all agents of the target");
    assertThatThrownBy(() ->
            TestRollouts.strategy(
                TestRollouts.stage(50, 0), TestRollouts.stage(50, 0), TestRollouts.stage(100, 0)))
        .hasMessage("stage 2 has no more agents than the one before: percent must rise");
    assertThatThrownBy(() -> TestRollouts.strategy())
        .hasMessage("a rollout has 1 to 20 stages, this one has 0");
  }

  @Test
  void theTemplatesHaveTheDocumentedStages() {
    assertThat(Strategy.Template.parse("standard").stages())
        .extracting(stage -> ((StageScope.Percent) stage.share()).basisPoints(), Stage::observe)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(500, Duration.ofMinutes(10)),
            org.assertj.core.groups.Tuple.tuple(1000, Duration.ofMinutes(20)),
            org.assertj.core.groups.Tuple.tuple(2500, Duration.ofMinutes(30)),
            org.assertj.core.groups.Tuple.tuple(5000, Duration.ofHours(1)),
            org.assertj.core.groups.Tuple.tuple(10_000, Duration.ZERO));
    assertThat(Strategy.Template.CAUTIOUS.stages())
        .extracting(stage -> stage.observe().toHours())
        .containsExactly(12L, 24L, 48L, 48L, 24L);
    assertThat(Strategy.Template.CAUTIOUS.stages().getFirst().gates().getFirst().condition())
        .hasToString("< 0.001");
  }
}
