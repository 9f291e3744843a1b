package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FallbacksTest {

  private final World world = new World();
  private final Queue<Runnable> reading = new ArrayDeque<>();
  private Instant now = Fixtures.NOW;
  private final Fallbacks fallbacks =
      new Fallbacks(world.resolver, world.policies, () -> now, reading::add);

  /** One of a config that no target names any more. */
  private Attempt attempt(int number) {
    String name = "config-" + number;
    world.put(name, "a: " + number);
    EncodedRevision revision =
        ((Resolver.Resolved) world.resolver.load(ConfigReference.parse(name + "@1"))).revision();
    return attempt(name + "@1", revision.hash());
  }

  private static Attempt attempt(String name, ContentHash hash) {
    return new Attempt(
        OfferKind.CONFIG,
        hash,
        name,
        1,
        Attempt.State.APPLIED,
        1,
        Fixtures.NOW,
        Fixtures.NOW,
        Fixtures.NOW,
        "");
  }

  private int read() {
    int count = reading.size();
    for (int i = 0; i < count; i++) {
      reading.remove().run();
    }
    return count;
  }

  @Test
  void itIsReadOnceAndThere() {
    Attempt attempt = attempt(1);
    assertThat(fallbacks.find(attempt)).isEmpty();
    assertThat(fallbacks.find(attempt)).isEmpty();
    assertThat(fallbacks.missing(attempt)).isFalse();
    assertThat(read()).isEqualTo(1);
    assertThat(fallbacks.find(attempt).orElseThrow().hash()).isEqualTo(attempt.hash());
  }

  @Test
  void whatDoesNotExistAnyMoreIsMissing() {
    Attempt other = attempt("config-1@1", ContentHash.parse("00"));
    attempt(1);
    assertThat(fallbacks.find(other)).isEmpty();
    assertThat(read()).isEqualTo(1);
    assertThat(fallbacks.find(other)).isEmpty();
    assertThat(fallbacks.missing(other)).isTrue();
    assertThat(reading).isEmpty();
  }

  @Test
  void oneMoreThanAreKeptIsNotReadUntilAnotherIsOutOfUse() {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i <= Fallbacks.MAX_KEPT; i++) {
      attempts.add(attempt(i));
    }
    attempts.forEach(fallbacks::find);
    assertThat(read()).isEqualTo(Fallbacks.MAX_KEPT);
    attempts.forEach(fallbacks::find);
    assertThat(reading).as("all that are kept are in use").isEmpty();
    Attempt last = attempts.getLast();
    assertThat(fallbacks.find(last)).isEmpty();

    now = now.plus(Fallbacks.IN_USE);
    attempts
        .subList(1, Fallbacks.MAX_KEPT)
        .forEach(each -> assertThat(fallbacks.find(each)).isPresent());
    assertThat(fallbacks.find(last)).isEmpty();
    assertThat(read()).isEqualTo(1);
    assertThat(fallbacks.find(last)).isPresent();
    assertThat(fallbacks.find(attempts.getFirst())).as("out of use, and gone").isEmpty();
    assertThat(reading).as("the others are in use").isEmpty();
  }
}
