package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.config.DeleteOutcome;
import io.muster.config.Page;
import io.muster.config.PutOutcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private final World world = new World();

  @BeforeEach
  void configs() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
  }

  private static String message(TargetOutcome outcome) {
    assertThat(outcome).isInstanceOf(TargetOutcome.Invalid.class);
    return ((TargetOutcome.Invalid) outcome).message();
  }

  private static TargetOutcome.Saved saved(TargetOutcome outcome) {
    assertThat(outcome).isInstanceOf(TargetOutcome.Saved.class);
    return (TargetOutcome.Saved) outcome;
  }

  private PutTarget requiring(String config, boolean requireRollout) {
    return new PutTarget(
        "t",
        new TargetSpec(
            Selector.parse("env=prod"),
            ConfigReference.parse(config),
            100,
            0,
            false,
            requireRollout,
            null),
        "ops",
        null);
  }

  @Test
  void aTargetIsCreatedReplacedAndLeftAlone() {
    TargetOutcome.Saved first = saved(world.target("t", "env=prod", "prod", 100));
    assertThat(first.created()).isTrue();
    assertThat(first.warnings()).isEmpty();
    assertThat(world.target("t", "env=prod", "prod", 100))
        .isEqualTo(new TargetOutcome.Unchanged(first.target()));
    TargetOutcome.Saved second = saved(world.target("t", "env=prod", "prod@1", 100));
    assertThat(second.created()).isFalse();
    assertThat(second.target().generation()).isGreaterThan(first.target().generation());
    assertThat(world.targets.get("t")).contains(second.target());
  }

  @Test
  void aGenerationRisesOverDeletionToo() {
    long first = saved(world.target("t", "env=prod", "prod", 100)).target().generation();
    world.targets.delete("t", "ops", null);
    assertThat(world.targets.get("t")).isEmpty();
    assertThat(saved(world.target("t", "env=prod", "prod", 100)).target().generation())
        .isGreaterThan(first);
  }

  @Test
  void aTargetNamesAConfigThatExists() {
    assertThat(message(world.target("t", "env=prod", "nope", 100)))
        .isEqualTo(
            "config nope does not exist: put the config first, or see which revisions there are");
    assertThat(message(world.target("t", "env=prod", "prod@3", 100)))
        .startsWith("config prod@3 does not exist");
    assertThat(world.targets.list(null, 10).items()).isEmpty();
  }

  @Test
  void weightsOfOneSelectorAddUpToAHundredAtMost() {
    world.target("a", "env=prod", "prod", 40);
    world.target("b", "env=prod", "prod", 50);
    world.target("c", "env=dev", "prod", 100);
    assertThat(message(world.target("d", "env=prod", "prod", 11)))
        .isEqualTo(
            "the weights of the targets with selector env=prod would add up to 101, at most 100 is"
                + " possible: this one has 11, a has 40, b has 50; lower the others first");
    assertThat(saved(world.target("d", "env=prod", "prod", 10)).warnings()).isEmpty();
    // A target's own old weight does not count.
    assertThat(saved(world.target("b", "env=prod", "prod", 45)).target().weight()).isEqualTo(45);
  }

  @Test
  void ofWeightsAboveAHundredThereIsNoRest() {
    Target all = Fixtures.target("all", "env=prod", "prod", 100, 1).build();
    Target more = Fixtures.target("more", "env=prod", "prod", 100, 2).build();
    assertThat(TargetWeights.warnings(more, List.of(all))).isEmpty();
  }

  @Test
  void aRestThatTheLastTakesIsWarnedOf() {
    world.targets.put(World.target("canary", "env=prod", "prod", 5, 1));
    assertThat(
            saved(world.targets.put(World.target("main", "env=prod", "prod@1", 90, 2))).warnings())
        .containsExactly(
            "the weights of the targets with selector env=prod add up to 95: unless a later target"
                + " matches as well, main takes the remaining 5 percent, too");
  }

  @Test
  void pagesFollowTheOrderTargetsAreAskedWhateverComesAndGoes() {
    world.targets.put(World.target("z", "a=1", "prod", 100, -5));
    world.targets.put(World.target("b", "a=2", "prod", 100, 0));
    world.targets.put(World.target("a", "a=3", "prod", 100, 7));
    world.targets.put(World.target("c", "a=4", "prod", 100, 7));

    Page<Target> first = world.targets.list(null, 2);
    assertThat(first.items()).extracting(Target::name).containsExactly("z", "b");
    assertThat(first.total()).isEqualTo(4);
    world.targets.delete("b", "ops", null);
    world.targets.put(World.target("early", "a=5", "prod", 100, -9));

    Page<Target> second = world.targets.list(first.next(), 1);
    assertThat(second.items()).extracting(Target::name).containsExactly("a");
    Page<Target> last = world.targets.list(second.next(), 1);
    assertThat(last.items()).extracting(Target::name).containsExactly("c");
    assertThat(last.next()).isNull();
  }

  @Test
  void aCursorOfAnotherListIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> world.targets.list("prod", 1))
        .withMessageContaining("cursor");
  }

  @Test
  void theDefaultConfigIsOnlyReplacedInTheStateThatWasSeen() {
    var base = ConfigReference.parse("prod");
    assertThat(world.defaults.set(base, "ops", new DefaultConfig.Seen(base)))
        .isEqualTo(new DefaultConfig.Moved(null));
    assertThat(world.defaults.get()).isEmpty();

    assertThat(world.defaults.set(base, "ops", new DefaultConfig.Seen(null)))
        .isEqualTo(new DefaultConfig.Saved(base));
    assertThat(world.defaults.set(null, "ops", new DefaultConfig.Seen(null)))
        .isEqualTo(new DefaultConfig.Moved(base));
  }

  @Test
  void ifMatchNamesTheGeneration() {
    long generation = saved(world.target("t", "env=prod", "prod", 100)).target().generation();
    PutTarget put = World.target("t", "env=prod", "prod", 50, 0);
    PutTarget stale = put.matching(generation + 1);
    assertThat(world.targets.put(stale))
        .isEqualTo(new TargetOutcome.PreconditionFailed(generation));
    PutTarget fresh = put.matching(generation);
    assertThat(world.targets.put(fresh)).isInstanceOf(TargetOutcome.Saved.class);
    assertThat(world.targets.delete("t", "ops", generation))
        .isInstanceOf(DeleteOutcome.PreconditionFailed.class);
    assertThat(world.targets.delete("t", "ops", null)).isEqualTo(new DeleteOutcome.Deleted());
    assertThat(world.targets.delete("t", "ops", null)).isEqualTo(new DeleteOutcome.NotFound());
  }

  @Test
  void aTargetThatRequiresARolloutRefusesADirectChangeOfItsConfig() {
    saved(world.targets.put(requiring("prod@1", true)));
    TargetOutcome outcome = world.targets.put(requiring("prod@2", true));
    assertThat(outcome).isInstanceOf(TargetOutcome.RolloutRequired.class);
    assertThat(((TargetOutcome.RolloutRequired) outcome).message())
        .startsWith("target t requires a rollout to change its config from prod@1");
    // Not in one step either.
    assertThat(world.targets.put(requiring("prod@2", false)))
        .isInstanceOf(TargetOutcome.RolloutRequired.class);
    saved(world.targets.put(requiring("prod@1", false)));
    saved(world.targets.put(requiring("prod@2", false)));
  }

  @Test
  void aPutOfAConfigNamesTheTargetsThatFollowIt() {
    world.target("follows", "env=prod", "prod", 100);
    world.target("pins", "env=dev", "prod@2", 100);
    PutOutcome outcome = world.put("prod", "a: 3");
    assertThat(((PutOutcome.Created) outcome).followers()).isEqualTo(List.of("follows"));
  }

  @Test
  void theDefaultConfigMustExistAndCanBeTakenAway() {
    assertThat(world.defaults.set(ConfigReference.parse("nope"), "ops", null))
        .isInstanceOf(DefaultConfig.Invalid.class);
    assertThat(world.defaults.get()).isEmpty();
    world.defaults.set(ConfigReference.parse("prod@1"), "ops", null);
    assertThat(world.defaults.get()).contains(ConfigReference.parse("prod@1"));
    assertThat(world.policies.current().defaultConfig()).contains(ConfigReference.parse("prod@1"));
    world.defaults.set(null, "ops", null);
    assertThat(world.policies.current().defaultConfig()).isEmpty();
  }
}
