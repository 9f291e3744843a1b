package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import io.muster.fleet.SessionRecord;
import io.muster.property.Property;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** ID-16 with several instances: one agent that moves between them, and two that poll one each. */
class SpreadPollsTest {

  private static SessionRecord at(String instance, long sequence) {
    return new SessionRecord(
        new InstanceId(instance),
        1,
        true,
        Transport.HTTP,
        Instant.EPOCH,
        "10.0.0.2:1",
        sequence,
        Instant.EPOCH);
  }

  @Test
  void twoThatPollAnInstanceEachAreFoundAfterThreeTurns() {
    SpreadPolls here = new SpreadPolls();
    assertThat(here.areTwo(10, null)).isFalse();
    assertThat(here.areTwo(11, at("b-2", 100))).isFalse();
    assertThat(here.areTwo(12, at("b-2", 101))).isFalse();
    assertThat(here.areTwo(13, null)).isFalse();
    assertThat(here.areTwo(14, at("b-2", 105))).isTrue();
  }

  @Test
  void whoHasMovedForGoodIsOne() {
    SpreadPolls here = new SpreadPolls();
    assertThat(here.areTwo(500, null)).isFalse();
    for (long number = 600; number < 700; number++) {
      assertThat(here.areTwo(number, number == 600 ? at("b-2", 599) : null)).isFalse();
    }
  }

  /** By which instance one was heard last, and with what. */
  private record Heard(int instance, long number) {}

  @Test
  void oneIsNeverTakenForTwoHoweverItsPollsAreSpread() {
    Property.tries(500)
        .holds(choices -> {
          List<SpreadPolls> instances = List.of(new SpreadPolls(), new SpreadPolls());
          List<Heard> said = new ArrayList<>();
          long number = choices.nextInt(100);
          @Nullable Heard before = null;
          for (int steps = 0; steps < 80; steps++) {
            long now = number;
            switch (choices.nextInt(10)) {
              case 0 -> number += 1 + choices.nextInt(40); // lost on their way
              case 1 -> now = Math.max(0, number - 1 - choices.nextInt(4)); // comes late
              case 2 -> now = number = choices.nextInt(5) == 0 ? choices.nextInt(2) : number;
              default -> number++;
            }
            Heard heard = new Heard(choices.nextInt(2), now);
            said.add(heard);
            boolean elsewhere = before != null && before.instance() != heard.instance();
            SessionRecord from = elsewhere && before != null ? at("b-2", before.number()) : null;
            assertThat(instances.get(heard.instance()).areTwo(now, from)).as("%s", said).isFalse();
            before = heard;
          }
        });
  }
}
