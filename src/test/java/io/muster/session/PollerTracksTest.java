package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Property;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ID-16: one agent that polls, however oddly it counts, and two that share a uid. */
class PollerTracksTest {

  private static final String HERE = "10.0.0.1";
  private static final String THERE = "10.0.0.2";

  private final PollerTracks tracks = new PollerTracks();

  private boolean heartbeat(long number) {
    return tracks.isOfSecond(number, (int) number, HERE);
  }

  private void heartbeats(long... numbers) {
    for (long number : numbers) {
      assertThat(heartbeat(number)).as("%d", number).isFalse();
    }
  }

  @Test
  void onePythonClientRepeatsNumbersAndLeavesOthersOut() {
    heartbeats(0, 1, 1, 1, 4, 4, 5, 9, 9, 9, 9, 10, 12, 12, 13);
    assertThat(tracks.apart()).isFalse();
  }

  @Test
  void oneWhoseRepetitionsComeLate() {
    heartbeats(5, 6, 5, 7, 6, 8, 7, 9, 8, 10, 9, 11, 10);
    assertThat(tracks.apart()).isFalse();
  }

  @Test
  void oneThatStartsAnewAgainAndAgain() {
    for (int i = 0; i < 30; i++) {
      heartbeats(0, 1, 2);
    }
    assertThat(tracks.apart()).isFalse();
  }

  @Test
  void ofThreeThatTakeTurnsTwoAreToldApartAndThenTheThird() {
    int spoken = threeTakeTurns(100);
    assertThat(spoken).isLessThanOrEqualTo(15);
    tracks.together();
    assertThat(tracks.apart()).isFalse();
    for (int i = 0; i < 4; i++) {
      var _ = heartbeat(spoken + i);
      var _ = heartbeat(1_000 + spoken + i);
    }
    assertThat(tracks.apart()).isTrue();
  }

  /** How many messages it took. */
  private int threeTakeTurns(int most) {
    for (int i = 0; i < most; i++) {
      var _ = heartbeat(i % 3 * 1_000L + i / 3);
      if (tracks.apart()) {
        return i + 1;
      }
    }
    return most;
  }

  @Test
  void twoThatTakeTurns() {
    heartbeats(10, 3, 11, 4, 12);
    assertThat(tracks.apart()).isFalse();
    assertThat(heartbeat(5)).isTrue();
    assertThat(heartbeat(13)).isFalse();
    assertThat(heartbeat(6)).isTrue();
    assertThat(heartbeat(14)).isFalse();
    assertThat(heartbeat(15)).isFalse();
    assertThat(heartbeat(9)).as("after a gap").isTrue();
    tracks.together();
    heartbeats(16, 17, 18);
  }

  @Test
  void twoThatBeganTogetherAndSayTheSameFromTwoMachines() {
    assertThat(tracks.isOfSecond(1, 100, HERE)).isFalse();
    assertThat(tracks.isOfSecond(1, 200, THERE)).isFalse();
    for (int number = 2; number < 6; number++) {
      assertThat(tracks.isOfSecond(number, number, HERE)).isFalse();
      var _ = tracks.isOfSecond(number, number, THERE);
    }
    assertThat(tracks.apart()).isTrue();
    assertThat(tracks.isOfSecond(6, 6, HERE)).isFalse();
    assertThat(tracks.isOfSecond(6, 6, THERE)).isTrue();
  }

  @Test
  void twoThatBeganTogetherAndDifferInOneWordAreFoundBehindOneAddressAsWell() {
    assertThat(tracks.isOfSecond(1, 100, HERE)).isFalse();
    assertThat(tracks.isOfSecond(1, 200, HERE)).isFalse();
    int number = 2;
    for (; number < 20 && !tracks.apart(); number++) {
      var _ = tracks.isOfSecond(number, number, HERE);
      var _ = tracks.isOfSecond(number, number, HERE);
    }
    assertThat(tracks.apart()).isTrue();
    assertThat(number).isGreaterThan(PollerTracks.TURNS_OF_LIKES / 2);
  }

  @Test
  void twoThatDifferLaterOnlyAreFoundFromThenOn() {
    for (int number = 1; number < 40; number++) {
      assertThat(tracks.isOfSecond(number, number, HERE)).isFalse();
      assertThat(tracks.isOfSecond(number, number, HERE)).isFalse();
    }
    var _ = tracks.isOfSecond(40, 1, HERE);
    var _ = tracks.isOfSecond(40, 2, HERE);
    for (int number = 41; number < 60; number++) {
      var _ = tracks.isOfSecond(number, number, HERE);
      var _ = tracks.isOfSecond(number, number, HERE);
    }
    assertThat(tracks.apart()).isTrue();
  }

  /** As one client that repeats each message: nothing tells them apart. */
  @Test
  void twoThatAreTheSameInEveryByteAreOne() {
    for (int number = 0; number < 200; number++) {
      assertThat(tracks.isOfSecond(number, number, HERE)).isFalse();
      assertThat(tracks.isOfSecond(number, number, THERE)).isFalse();
    }
    assertThat(tracks.apart()).isFalse();
  }

  @Test
  void oneIsNeverTakenForTwo() {
    Property.tries(500)
        .holds(choices -> {
          PollerTracks one = new PollerTracks();
          Deque<Long> late = new ArrayDeque<>();
          List<Long> said = new ArrayList<>();
          long number = choices.nextInt(100);
          int process = 0;
          for (int steps = 0; steps < 60; steps++) {
            boolean again = false;
            switch (choices.nextInt(8)) {
              case 0 -> number += 1 + choices.nextInt(6); // lost on their way
              case 1 -> again = true;
              case 2 -> late.add(number);
              case 3 -> {
                if (choices.nextInt(10) == 0) {
                  number = choices.nextInt(2);
                  process++;
                  late.clear();
                }
              }
              default -> {}
            }
            int content = 1000 * process;
            String host = choices.nextBoolean() ? HERE : THERE; // two proxies
            for (int copies = again ? 2 : 1; copies > 0; copies--) {
              said.add(number);
              assertThat(one.isOfSecond(number, content + (int) number, host))
                  .as("%s", said)
                  .isFalse();
            }
            if (late.size() > 2) {
              long repeated = late.remove();
              said.add(repeated);
              var _ = one.isOfSecond(repeated, content + (int) repeated, host);
            }
            number++;
          }
          assertThat(one.apart()).as("%s", said).isFalse();
        });
  }

  @Test
  void twoAreFoundWhereverTheirNumbersAreAndHoweverOftenTheyPoll() {
    Property.tries(500)
        .holds(choices -> {
          PollerTracks two = new PollerTracks();
          long first = choices.nextInt(1000);
          long second = choices.nextInt(1000);
          if (Math.abs(first - second) < 3) {
            second = first + 50;
          }
          int often = 1 + choices.nextInt(3);
          List<Long> said = new ArrayList<>();
          for (int rounds = 0; rounds < 12; rounds++) {
            for (int i = 0; i < often; i++) {
              said.add(first);
              var _ = two.isOfSecond(first, (int) first, HERE);
              if (choices.nextInt(4) == 0) {
                var _ = two.isOfSecond(first, (int) first, HERE);
              }
              first++;
            }
            said.add(second);
            var _ = two.isOfSecond(second, 5000 + (int) second, HERE);
            second++;
          }
          assertThat(two.apart()).as("%s", said).isTrue();
        });
  }
}
