package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class ConfigChangeTest {

  private static final ByteString FIRST = ByteString.copyFromUtf8("first");
  private static final ByteString SECOND = ByteString.copyFromUtf8("second");

  @Test
  void itsHashIsThatOfTheFirstNewOffer() {
    ConfigChange change = new ConfigChange(1, 2, null);
    assertThat(change.is(FIRST)).isTrue();
    assertThat(change.is(FIRST)).isTrue();
    assertThat(change.is(SECOND)).isFalse();
  }

  @Test
  void stragglersThatGetTheConfigBeforeAreNotTakenForIt() {
    ConfigChange before = new ConfigChange(1, 2, null);
    assertThat(before.is(FIRST)).isTrue();
    ConfigChange change = new ConfigChange(2, 2, before);
    assertThat(change.is(FIRST)).isFalse();
    assertThat(change.is(SECOND)).isTrue();
    assertThat(change.is(FIRST)).isFalse();
  }

  @Test
  void itIsOverWhenAllExpectedHaveIt() throws InterruptedException {
    ConfigChange change = new ConfigChange(1, 2, null);
    change.offered();
    assertThat(change.await(0)).isFalse();
    change.offered();
    assertThat(change.await(0)).isTrue();
  }

  @Test
  void anOfferBeforeTheAnswerTakesNoTime() {
    ConfigChange change = new ConfigChange(1, 1, null);
    change.offered();
    assertThat(change.offered.getMaxValue()).isEqualTo(1);
    assertThat(change.applied.getTotalCount()).isZero();
  }
}
