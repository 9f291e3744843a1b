package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LookTurnsTest {

  private static ConnectionSnapshot snapshot(long generation) {
    return ConnectionSnapshot.of(
        List.of(SettingsInTests.named("eu", SettingsInTests.settings("x"), generation)), List.of());
  }

  private static int looks(LookTurns turns, ConnectionSnapshot snapshot, boolean awaited, int of) {
    int looks = 0;
    for (int i = 0; i < of; i++) {
      looks += turns.next(snapshot, awaited) ? 1 : 0;
    }
    return looks;
  }

  @Test
  void aChangeIsLookedAtInEachTurnForAWhileAndThenInEveryFifth() {
    LookTurns turns = new LookTurns();
    ConnectionSnapshot first = snapshot(1);
    assertThat(looks(turns, first, false, 15)).isEqualTo(15);
    assertThat(looks(turns, first, false, 50)).isEqualTo(10);
    ConnectionSnapshot second = snapshot(2);
    assertThat(looks(turns, second, false, 15)).isEqualTo(15);
    assertThat(looks(turns, second, false, 50)).isEqualTo(10);
  }

  @Test
  void whoeverWaitsIsLookedAtInEachTurn() {
    LookTurns turns = new LookTurns();
    ConnectionSnapshot snapshot = snapshot(1);
    looks(turns, snapshot, false, 15);
    assertThat(looks(turns, snapshot, true, 20)).isEqualTo(20);
  }
}
