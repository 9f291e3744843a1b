package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldMessagesTest {

  @Test
  void soManyAreHeldAndNoMoreUntilOneIsReleased() {
    HeldMessages held = new HeldMessages(2, 1_000);
    assertThat(held.hold(1)).isTrue();
    assertThat(held.hold(1)).isTrue();
    assertThat(held.hold(1)).isFalse();
    held.release(1);
    assertThat(held.hold(1)).isTrue();
    assertThat(held.held()).isEqualTo(2);
  }

  @Test
  void theyTakeHalfTheMemoryAtMostButOneIsAlwaysHeld() {
    HeldMessages held = new HeldMessages(100, 1_000);
    assertThat(held.hold(5_000)).isTrue();
    assertThat(held.hold(1)).isFalse();
    held.release(5_000);
    assertThat(held.hold(400)).isTrue();
    assertThat(held.hold(100)).isTrue();
    assertThat(held.hold(1)).isFalse();
  }
}
