package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.config.Versioned;
import io.muster.protocol.ContentHash;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests that nobody changed, after rollouts changed the target. */
class RolloutDecisionsTest {

  private static final ConfigReference TO = ConfigReference.parse("prod@2");

  private final World world = new World();

  @BeforeEach
  void aTargetWithAConfig() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    world.target("t", "env=prod", "prod@1", 100);
  }

  private void steer(UnaryOperator<Target> change) {
    Versioned<Target> read = world.targets.stored("t").orElseThrow();
    assertThat(world.targets.steer(read, change.apply(read.value()), "rollout")).isTrue();
  }

  private ContentHash hash(String reference) {
    return ((Resolution.Found) world.targets.resolve(ConfigReference.parse(reference))).hash();
  }

  private TargetOutcome put(String config) {
    return world.target("t", "env=prod", config, 100);
  }

  private static String refused(TargetOutcome outcome) {
    assertThat(outcome).isInstanceOf(TargetOutcome.RolloutRequired.class);
    return ((TargetOutcome.RolloutRequired) outcome).message();
  }

  private static List<String> saved(TargetOutcome outcome) {
    assertThat(outcome).isInstanceOf(TargetOutcome.Saved.class);
    return ((TargetOutcome.Saved) outcome).warnings();
  }

  @Test
  void whatARolloutReplacedDoesNotComeBackByAPut() {
    steer(target -> target.succeeded(TO, "t-1"));
    assertThat(refused(put("prod@1")))
        .startsWith(
            "target t has prod@2, and rollout t-1 replaced prod@1: prod@1 would put it back")
        .contains("Write config: prod@2", "apply --rollout", "requireRollout: true");
    assertThat(world.targets.get("t").orElseThrow().config()).isEqualTo(TO);
    // Not with another change of the target in the same manifest either.
    assertThat(refused(world.target("t", "env=prod", "prod@1", 50))).contains("prod@2");
    assertThat(put("prod@2")).isInstanceOf(TargetOutcome.Unchanged.class);
    assertThat(saved(world.target("t", "env=prod", "prod@2", 50))).isNotNull();
    assertThat(refused(put("prod@1"))).as("after another change").contains("t-1");
  }

  @Test
  void theSameContentUnderAnotherNumberOrNameDoesNotComeBackEither() {
    steer(target -> target.succeeded(TO, "t-1"));
    world.put("prod", "a: 1");
    world.put("copy", "a: 1");
    assertThat(refused(put("prod@3"))).contains("prod@3 would put it back");
    assertThat(refused(put("copy"))).contains("copy would put it back");
    assertThat(refused(put("prod"))).contains("prod would put it back");
  }

  @Test
  void allThatRolloutsReplacedIsRemembered() {
    world.put("prod", "a: 3");
    steer(target -> target.succeeded(TO, "t-1"));
    steer(target -> target.succeeded(ConfigReference.parse("prod@3"), "t-2"));
    assertThat(refused(put("prod@1"))).contains("rollout t-1 replaced prod@1");
    assertThat(refused(put("prod@2"))).contains("rollout t-2 replaced prod@2");
    steer(target -> target.succeeded(ConfigReference.parse("prod@1"), "t-3"));
    assertThat(put("prod@1")).isInstanceOf(TargetOutcome.Unchanged.class);
    assertThat(refused(put("prod@3"))).contains("rollout t-3 replaced prod@3");
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (long number : LongStream.rangeClosed(2, 40).toArray()) {
      steer(target -> target.succeeded(ConfigReference.pinned("prod", number), "t-" + number));
    }
    assertThat(world.targets.get("t").orElseThrow().replaced())
        .hasSize(RolloutMarks.MAX_REMEMBERED)
        .last()
        .isEqualTo(new Replaced(ConfigReference.pinned("prod", 39), "t-40"));
  }

  @Test
  void aTargetThatGotItsConfigByRolloutsDoesNotFollowIntoAnotherOne() {
    steer(target -> target.succeeded(TO, "t-1"));
    world.put("prod", "a: 3");
    assertThat(refused(put("prod"))).contains("prod@3 would reach all its agents at once");
  }

  @Test
  void aTargetThatFollowsWithoutAChangeIsTakenWithAWarning() {
    steer(target -> target.succeeded(TO, "t-1"));
    assertThat(saved(put("prod"))).anySatisfy(w -> assertThat(w).contains("follows prod"));
  }

  @Test
  void anotherRevisionIsTakenAndRolloutsAreSuggested() {
    steer(target -> target.succeeded(TO, "t-1"));
    world.put("prod", "a: 3");
    assertThat(saved(put("prod@3")))
        .anySatisfy(w -> assertThat(w).contains("--rollout", "requireRollout: true"));
    assertThat(refused(put("prod@1"))).as("still").contains("t-1");
  }

  @Test
  void whatARolloutTookBackIsTakenByHandWithAWarning() {
    steer(target -> target.takenBack(new Quarantine("t-1", hash("prod@2"), "it was bad")));
    assertThat(saved(put("prod@2")))
        .containsExactly(
            "prod@2 goes to all agents of target t that have not had it, although it was bad; stage"
                + " by stage it goes by `muster apply --rollout` or POST /api/v1/rollouts");
    assertThat(world.targets.get("t").orElseThrow().quarantine()).isNull();
  }

  @Test
  void aRequiredRolloutIsForChangesThatAgentsSee() {
    world.put("prod", "a: 1");
    saved(world.targets.put(requiring("prod@1")));
    assertThat(refused(world.targets.put(requiring("prod@2"))))
        .contains("write config: prod@1", "--rollout");
    // The same content, which no rollout could bring.
    saved(world.targets.put(requiring("prod@3")));
  }

  private static PutTarget requiring(String config) {
    return new PutTarget(
        "t",
        new TargetSpec(
            Selector.parse("env=prod"), ConfigReference.parse(config), 100, 0, false, true, null),
        "ops",
        null);
  }
}
