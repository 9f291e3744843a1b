package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryChargeTest {

  private static final int K = 1 << 10;
  private static final long LARGE = MessageMemoryBudget.LARGE + 1;

  private final MessageMemoryBudget budget = new MessageMemoryBudget(256 * K);
  private final MemoryCharge charge = new MemoryCharge(budget);

  @Test
  void aSmallMessageTakesNothing() {
    assertThat(charge.covers(64 * K)).isTrue();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aLargerOneTakesWhatIsAboveTheFreeAmountAtLeast64KAtATime() {
    assertThat(charge.covers(64 * K + 1)).isTrue();
    assertThat(budget.used()).isEqualTo(64 * K);
    assertThat(charge.covers(128 * K)).isTrue();
    assertThat(budget.used()).isEqualTo(64 * K);
    assertThat(charge.covers(228 * K)).isTrue();
    assertThat(budget.used()).isEqualTo(164 * K);
  }

  @Test
  void aMessageForWhichThereIsNoMemoryKeepsWhatItHasUntilItIsClosed() {
    MemoryCharge other = new MemoryCharge(budget);
    assertThat(other.covers(128 * K)).isTrue();
    assertThat(charge.covers(128 * K)).isTrue();
    assertThat(charge.covers(300 * K)).isFalse();
    assertThat(budget.used()).isEqualTo(128 * K);
    charge.close();
    other.close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void closingTwiceGivesBackOnce() {
    MemoryCharge other = new MemoryCharge(budget);
    assertThat(other.covers(128 * K)).isTrue();
    assertThat(charge.covers(128 * K)).isTrue();
    charge.close();
    charge.close();
    assertThat(budget.used()).isEqualTo(64 * K);
  }

  @Test
  void aLargeMessageHasTheTurnUntilItIsClosed() {
    charge.turn(LARGE);
    charge.turn(LARGE);
    assertThat(budget.turnTaken()).isTrue();
    charge.close();
    assertThat(budget.turnTaken()).isFalse();
    charge.close();
    budget.acquireTurn();
    assertThat(budget.turnTaken()).isTrue();
  }

  @Test
  void aSmallMessageWaitsForNoTurn() {
    budget.acquireTurn();
    charge.turn(MessageMemoryBudget.LARGE);
    charge.close();
    assertThat(budget.turnTaken())
        .as("a turn that it does not have it does not give back")
        .isTrue();
  }
}
