package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.fleet.ContentStore.Kind;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ContentRenewalTest {

  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final Duration SWEEP = Duration.ofMinutes(5);

  private final List<ContentHash> renewed = new ArrayList<>();
  private boolean away;

  private final ContentStore store =
      new ContentStore() {
        @Override
        public CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content) {
          throw new AssertionError("only touched");
        }

        @Override
        public Optional<ByteString> get(Kind kind, ContentHash key) {
          throw new AssertionError("only touched");
        }

        @Override
        public CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys) {
          renewed.addAll(keys);
          return away
              ? CompletableFuture.failedFuture(new IllegalStateException("away"))
              : CompletableFuture.allOf();
        }
      };

  private final ContentRenewal renewal = new ContentRenewal(store, Kind.EFFECTIVE_CONFIG);

  private static Set<ContentHash> hashes(int count) {
    Set<ContentHash> hashes = new HashSet<>();
    for (int i = 0; i < count; i++) {
      hashes.add(ContentHash.sha256(ByteString.copyFromUtf8("content " + i)));
    }
    return hashes;
  }

  /** Sweeps for a time; how many were renewed in it. */
  private int sweep(ContentRenewal of, Set<ContentHash> inUse, Instant from, Duration time) {
    renewed.clear();
    for (Instant now = from; now.isBefore(from.plus(time)); now = now.plus(SWEEP)) {
      of.renew(inUse, now);
    }
    return renewed.size();
  }

  @Test
  void anIdleFleetRenewsEachContentOnceInHalfOfItsLifeAndOnceAtTheStart() {
    Set<ContentHash> inUse = hashes(2_500);
    renewal.renew(inUse, START);
    assertThat(renewed).hasSize(ContentRenewal.AT_ONCE);
    assertThat(sweep(renewal, inUse, START.plus(SWEEP), ContentRenewal.HALF_LIFE.minus(SWEEP)))
        .isEqualTo(1_500);
    assertThat(new HashSet<>(renewed)).hasSize(1_500);
    assertThat(
            sweep(renewal, inUse, START.plus(ContentRenewal.HALF_LIFE), ContentRenewal.HALF_LIFE))
        .isEqualTo(2_500);
  }

  @Test
  void aConfigReportedLaterHasJustBeenWritten() {
    renewal.renew(Set.of(), START);
    assertThat(sweep(renewal, hashes(5), START.plus(SWEEP), ContentRenewal.HALF_LIFE)).isZero();
    assertThat(
            sweep(
                renewal,
                hashes(5),
                START.plus(SWEEP).plus(ContentRenewal.HALF_LIFE),
                Duration.ofHours(1)))
        .isEqualTo(5);
  }

  @Test
  void componentsNamedByTheirHashAloneMayBeOld() {
    ContentRenewal components = new ContentRenewal(store, Kind.COMPONENTS);
    components.renew(Set.of(), START);
    assertThat(sweep(components, hashes(5), START.plus(SWEEP), Duration.ofHours(1))).isEqualTo(5);
  }

  @Test
  void whatTheStoreDidNotTakeIsTriedAgain() {
    away = true;
    renewal.renew(hashes(3), START);
    away = false;
    assertThat(sweep(renewal, hashes(3), START.plus(SWEEP), Duration.ofHours(1))).isEqualTo(3);
  }
}
