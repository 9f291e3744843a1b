package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {

  private static final ByteString FIRST = ByteString.copyFromUtf8("first");
  private static final ByteString SECOND = ByteString.copyFromUtf8("second");

  private long nanos = 1;

  @Test
  void itsHashIsThatOfTheFirstNewOffer() {
    ConfigChange change = new ConfigChange(1, 2, null, () -> nanos);
    assertThat(change.is(FIRST)).isTrue();
    assertThat(change.is(FIRST)).isTrue();
    assertThat(change.is(SECOND)).isFalse();
  }

  @Test
  void stragglersThatGetTheConfigBeforeAreNotTakenForIt() {
    ConfigChange before = new ConfigChange(1, 2, null, () -> nanos);
    assertThat(before.is(FIRST)).isTrue();
    ConfigChange change = new ConfigChange(2, 2, before, () -> nanos);
    assertThat(change.is(FIRST)).isFalse();
    assertThat(change.is(SECOND)).isTrue();
    assertThat(change.is(FIRST)).isFalse();
  }

  @Test
  void itIsOverWhenAllExpectedHaveIt() throws InterruptedException {
    ConfigChange change = new ConfigChange(1, 2, null, () -> nanos);
    change.offered();
    assertThat(change.await(0)).isFalse();
    change.offered();
    assertThat(change.await(0)).isTrue();
  }

  @Test
  void anOfferBeforeTheAnswerTakesNoTime() {
    ConfigChange change = new ConfigChange(1, 1, null, () -> nanos);
    change.offered();
    assertThat(change.offered.getMaxValue()).isEqualTo(1);
    assertThat(change.applied.getTotalCount()).isZero();
  }

  @Test
  void aServerThatAnswersLateGainsNothingFromTheRequestOn() {
    ConfigChange change = new ConfigChange(1, 3, null, () -> nanos);
    nanos += 5_000_000;
    change.offered();
    nanos += 15_000_000;
    change.answered();
    nanos += 1_000_000;
    change.offered();
    assertThat(change.offered.getMaxValue()).isEqualTo(1_000);
    assertThat(change.offeredSinceRequest.getMinValue()).isBetween(4_990L, 5_000L);
    assertThat(change.offeredSinceRequest.getMaxValue()).isBetween(21_000L, 21_020L);
  }
}
