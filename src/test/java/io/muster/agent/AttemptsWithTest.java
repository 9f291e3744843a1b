package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That a history follows another one is found without making it. */
class AttemptsWithTest {

  private static final int RUNS = 20_000;
  private static final Attempt.State[] STATES = Attempt.State.values();
  private static final OfferKind[] KINDS = {OfferKind.CONFIG, OfferKind.CONNECTION};

  private static Attempt random(SplittableRandom random) {
    Instant at = Instant.EPOCH.plusSeconds(random.nextInt(3));
    return new Attempt(
        KINDS[random.nextInt(KINDS.length)],
        ContentHash.sha256(ByteString.copyFromUtf8("config " + random.nextInt(20))),
        "config",
        1,
        STATES[random.nextInt(STATES.length)],
        1,
        at,
        at,
        at.plusSeconds(60),
        "");
  }

  @Test
  void isWithSaysWhatWithMakes() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int same = 0;
    for (int run = 0; run < RUNS; run++) {
      Attempts before = Attempts.NONE;
      for (int i = random.nextInt(30); i > 0; i--) {
        before = before.with(random(random));
      }
      Attempt attempt = random(random);
      Attempts made = before.with(attempt);
      List<Attempt> changed = new ArrayList<>(made.list());
      switch (random.nextInt(4)) {
        case 0 -> changed.removeLast();
        case 1 -> changed.set(random.nextInt(changed.size()), random(random));
        case 2 -> changed.add(random.nextInt(changed.size() + 1), random(random));
        default -> {}
      }
      Attempts found = new Attempts(changed);
      assertThat(found.isWith(attempt, before))
          .as("seed %s, run %s", seed, run)
          .isEqualTo(found.equals(made));
      same += found.equals(made) ? 1 : 0;
    }
    assertThat(same).isBetween(RUNS / 10, RUNS - RUNS / 10);
  }
}
