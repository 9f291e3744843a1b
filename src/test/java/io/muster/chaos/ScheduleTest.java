package io.muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.chaos.Schedule.Shape;
import io.muster.chaos.Schedule.TimedFault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Shape SHAPE = new Shape(3, 3, 3, 150, Duration.ofSeconds(30));

  @Test
  void theSameSeedGivesTheSameAndAnotherOneAnother() {
    assertThat(Schedule.of(7, SHAPE)).isEqualTo(Schedule.of(7, SHAPE));
    assertThat(Schedule.of(7, SHAPE).faults()).isNotEqualTo(Schedule.of(8, SHAPE).faults());
    assertThat(Schedule.of(7, SHAPE).changes()).isNotEqualTo(Schedule.of(8, SHAPE).changes());
  }

  @Test
  void everyKindOfFaultAndChangeHappensAndAllWithinTheTime() {
    Set<String> faults = new HashSet<>();
    Set<Object> changes = new HashSet<>();
    for (Schedule schedule : schedules()) {
      schedule
          .faults()
          .forEach(each -> {
            faults.add(each.fault().toString().replaceAll("[0-9]", "n"));
            assertThat(each.at()).isLessThan(SHAPE.length());
          });
      schedule
          .changes()
          .forEach(each -> {
            changes.add(each.change().getClass());
            assertThat(each.at()).isLessThan(SHAPE.length());
          });
    }
    assertThat(changes).hasSize(3);
    assertThat(faults)
        .containsExactlyInAnyOrder(
            "kill muster-n",
            "kill infinispan-n",
            "kill all of infinispan",
            "kill agents-n",
            "pause muster-n",
            "pause infinispan-n",
            "pause agents-n",
            "cut agents to muster-n (reset)",
            "cut agents to muster-n (silent)",
            "cut muster-n to infinispan (reset)",
            "cut muster-n to infinispan (silent)",
            "cut muster-n to infinispan-n (reset)",
            "cut muster-n to infinispan-n (silent)");
  }

  @Test
  void noTwoServersOfInfinispanAreHurtAtATime() {
    for (Schedule schedule : schedules()) {
      List<TimedFault> stores =
          schedule.faults().stream()
              .filter(
                  each -> each.fault().toString().matches("(kill|pause) (all of )?infinispan.*"))
              .toList();
      for (int i = 1; i < stores.size(); i++) {
        assertThat(stores.get(i).at())
            .as("seed %s", schedule.seed())
            .isGreaterThan(stores.get(i - 1).end());
      }
    }
  }

  private static List<Schedule> schedules() {
    return LongStream.range(0, 200).mapToObj(seed -> Schedule.of(seed, SHAPE)).toList();
  }
}
