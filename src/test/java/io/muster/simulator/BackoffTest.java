package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(30);

  @Property(tries = 200)
  void everyFailureWaitsLongerUpToTheLongest(
      @ForAll long seed, @ForAll @IntRange(max = 40) int failures) {
    Backoff backoff = new Backoff(FIRST, MOST);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < failures; i++) {
      backoff.nextMillis(Duration.ZERO, random);
    }
    long expected = failures > 5 ? 30_000 : Math.min(30_000, 1_000L << failures);
    assertThat(backoff.nextMillis(Duration.ZERO, random)).isBetween(expected / 2, expected * 3 / 2);
  }

  @Property(tries = 200)
  void nobodyComesBackBeforeTheServerSaid(@ForAll long seed, @ForAll @IntRange(max = 300) int s) {
    Duration asked = Duration.ofSeconds(s + 1L);
    assertThat(new Backoff(FIRST, MOST).nextMillis(asked, new SplittableRandom(seed)))
        .isBetween(asked.toMillis(), asked.toMillis() + 1_500);
  }

  @Test
  void aConnectionBeginsANewSeries() {
    Backoff backoff = new Backoff(FIRST, MOST);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10; i++) {
      backoff.nextMillis(Duration.ZERO, random);
    }
    backoff.succeeded();
    assertThat(backoff.nextMillis(Duration.ZERO, random)).isLessThanOrEqualTo(1_500);
  }
}
