package io.muster.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangesTest {

  private final Changes changes = new Changes(2, 1, 2_000, 3);

  private ServerToAgent offer(String hash, String body) {
    return new ServerToAgent("00", null, new ServerToAgent.Config(hash, body), false);
  }

  @Test
  void anOfferIsTheChangeThatIsWaitedForOrNone() {
    assertThat(changes.offered(1, offer(changes.hash(1), changes.body(1)))).isTrue();
    assertThat(changes.offered(1, offer(changes.hash(0), changes.body(0)))).isFalse();
    assertThat(changes.offered(1, offer("0102", changes.body(1)))).isFalse();
    assertThat(changes.offered(1, new ServerToAgent("00", null, null, false))).isFalse();
  }

  @Test
  void anOfferMustBeWhole() {
    String body = changes.body(1);
    assertThat(body.length()).isBetween(2_000, 2_200);
    assertThat(changes.offered(1, offer(changes.hash(1), body.substring(1)))).isFalse();
  }

  @Test
  void allAreListeningOnceEachHasSaidSo() {
    changes.listening(0);
    changes.listening(0);
    assertThat(changes.allListening(0)).isFalse();
    changes.listening(0);
    assertThat(changes.allListening(0)).isTrue();
    assertThat(changes.allListening(1)).isFalse();
  }

  @Test
  void theTimesOfTheFirstFewAreNotTaken() {
    changes.offered(0, offer(changes.hash(0), changes.body(0)));
    assertThat(changes.sinceAnswer.count()).isZero();
    changes.offered(1, offer(changes.hash(1), changes.body(1)));
    assertThat(changes.sinceAnswer.count()).isEqualTo(1);
    assertThat(changes.sinceRequest.count()).isEqualTo(1);
  }
}
