package io.muster.rollout;

import static io.muster.rollout.TestRollouts.FROM;
import static io.muster.rollout.TestRollouts.TO;
import static io.muster.rollout.TestRollouts.gate;
import static io.muster.rollout.TestRollouts.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Choices;
import io.muster.property.Generator;
import io.muster.property.Property;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.Strategy.OnFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order (agents that fail, fall ill, keep silent, come and go; a
 * controller that dies between any two writes; one that believes to lead and does not; operators
 * that intervene), a rollout ends, and its target and agents are as its end says.
 */
class RolloutInterleavingTest {

  private static final int MOST_TURNS = 600;

  @Test
  void everyRolloutEndsAndItsEndIsTrue() {
    Property.tries(300).holds(RolloutInterleavingTest::endsAndItsEndIsTrue);
  }

  private static void endsAndItsEndIsTrue(Choices random) {
    int agents = random.draw("agents", Generator.integers(0, 120));
    double bad = random.draw("bad", Generator.doubles(0, 0.3));
    int maxInFlight = random.draw("maxInFlight", Generator.integers(0, 30));
    TestRollouts world = new TestRollouts();
    for (int i = 0; i < agents; i++) {
      Nature nature =
          random.nextDouble() < bad
              ? Nature.values()[random.nextInt(Nature.values().length)]
              : Nature.GOOD;
      world.agents(1, nature, random);
    }
    Gate failed = gate("failed_ratio", "<", random.nextDouble(0.3) + 0.001);
    world.start(
        new Strategy(
            List.of(stage(10, 3, failed), stage(60, 3, failed), stage(100, 3, failed)),
            random.nextBoolean() ? OnFailure.ROLLBACK : OnFailure.PAUSE,
            maxInFlight,
            false));
    int turns = 0;
    while (!world.get("prod-1").state().finished() && turns++ < MOST_TURNS) {
      disturb(world, random, turns < 100);
      if (turns > 300) {
        // A gate that pauses it again and again: somebody has to decide.
        world.rollouts().abort("prod-1", "ops");
      }
      world.turn();
    }
    world.leading(() -> true);
    world.fleet.allConnected();
    world.turns(3);

    Rollout end = world.get("prod-1");
    assertThat(end.state().finished()).as("%s", end.progress()).isTrue();
    assertThat(world.targets.get("prod").split()).isNull();
    if (end.state() == RolloutState.SUCCEEDED) {
      assertThat(world.targets.get("prod").config()).isEqualTo(TO);
    } else {
      assertThat(world.targets.get("prod").config()).isEqualTo(FROM);
      assertThat(world.fleet.leftBehind()).isZero();
      assertThat(world.forgotten).isZero();
    }
  }

  private static void disturb(TestRollouts world, Choices random, boolean wild) {
    // Half of the leaders lose their office somewhere between two writes.
    int writes = random.nextInt(4);
    int[] left = {wild && random.nextBoolean() ? writes : Integer.MAX_VALUE};
    world.leading(() -> left[0]-- > 0);
    // Chances that end with the highest number: what is simplest is that nothing happens.
    if (random.nextInt(5) == 4) {
      random.note(() -> "the controller dies");
      world.crash();
    }
    world.fleet.disturb(random);
    Rollouts operators = world.rollouts();
    switch ((wild ? 40 : 400) - random.nextInt(wild ? 40 : 400)) {
      case 1 -> {
        random.note(() -> "paused");
        operators.pause("prod-1", "ops");
      }
      case 2 -> {
        random.note(() -> "promoted");
        operators.promote("prod-1", "ops");
      }
      case 3 -> {
        random.note(() -> "aborted");
        operators.abort("prod-1", "ops");
      }
      default -> {}
    }
    if (random.nextInt(10) == 9) {
      random.note(() -> "resumed");
      operators.resume("prod-1", "ops");
    }
  }

  @Test
  void aConfigThatKillsWithoutAWordReachesOneInAHundredAtMost() {
    Property.tries(100).holds(RolloutInterleavingTest::thatKillsReachesOneInAHundredAtMost);
  }

  private static void thatKillsReachesOneInAHundredAtMost(Choices random) {
    int agents = random.draw("agents", Generator.integers(1, 500));
    TestRollouts world = new TestRollouts();
    world.agents(agents, Nature.VANISHES, random);
    world.start(TestRollouts.strategy(stage(50, 3), stage(100, 3)));
    for (int i = 0; i < 400 && !world.get("prod-1").state().finished(); i++) {
      if (random.nextInt(3) == 0) {
        world.crash();
      }
      world.turn();
    }
    assertThat(world.get("prod-1").state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(world.fleet.touched()).isLessThanOrEqualTo(Math.max(1, agents / 100));
  }

  @Test
  void aConfigThatFailsEverywhereReachesOneInAHundredAtMost() {
    Property.tries(100).holds(RolloutInterleavingTest::thatFailsReachesOneInAHundredAtMost);
  }

  private static void thatFailsReachesOneInAHundredAtMost(Choices random) {
    int agents = random.draw("agents", Generator.integers(1, 500));
    TestRollouts world = new TestRollouts();
    world.agents(agents, Nature.FAILS, random);
    world.start(
        TestRollouts.strategy(
            stage(50, 3, gate("failed_ratio", "<", 0.01)),
            stage(100, 3, gate("failed_ratio", "<", 0.01))));
    for (int i = 0; i < 50 && !world.get("prod-1").state().finished(); i++) {
      if (random.nextInt(3) == 0) {
        world.crash();
      }
      world.turn();
    }
    assertThat(world.get("prod-1").state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(world.fleet.touched()).isLessThanOrEqualTo(Math.max(1, agents / 100));
    assertThat(world.fleet.leftBehind()).isZero();
  }
}
