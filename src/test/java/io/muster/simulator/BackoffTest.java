package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(30);

  @Test
  void everyFailureWaitsLongerUpToTheLongest() {
    Property.tries(200)
        .holds(choices -> {
          int failures = choices.draw("failures", Generator.integers(0, 40));
          Backoff backoff = new Backoff(FIRST, MOST);
          for (int i = 0; i < failures; i++) {
            backoff.nextMillis(Duration.ZERO, choices);
          }
          long expected = failures > 5 ? 30_000 : Math.min(30_000, 1_000L << failures);
          assertThat(backoff.nextMillis(Duration.ZERO, choices))
              .isBetween(expected / 2, expected * 3 / 2);
        });
  }

  @Test
  void nobodyComesBackBeforeTheServerSaid() {
    Property.tries(200)
        .holds(choices -> {
          Duration asked = Duration.ofSeconds(choices.draw("seconds", Generator.integers(1, 301)));
          assertThat(new Backoff(FIRST, MOST).nextMillis(asked, choices))
              .isBetween(asked.toMillis(), asked.toMillis() + 1_500);
        });
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
