package io.muster.simulator;

import com.google.protobuf.ByteString;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * One config change, measured from the server's answer to the PUT, an offer that is faster than
 * this answer counting as one microsecond; the offers also from the request, where no server can
 * gain by answering late. Its hash is that of the first new offer. Thread-safe.
 */
final class ConfigChange {

  private static final long MOST = TimeUnit.HOURS.toMicros(1);

  final int number;
  final int expected;
  final ConcurrentHistogram offered = new ConcurrentHistogram(1, MOST, 3);
  final ConcurrentHistogram offeredSinceRequest = new ConcurrentHistogram(1, MOST, 3);
  final ConcurrentHistogram applied = new ConcurrentHistogram(1, MOST, 3);
  private final @Nullable ByteString previous;
  private final AtomicReference<@Nullable ByteString> hash = new AtomicReference<>();
  private final LongSupplier nanoTime;
  private final long requestedNanos;
  private final AtomicLong answeredNanos = new AtomicLong();
  private final CountDownLatch missing;

  /**
   * The next change, which is requested now.
   *
   * @param before the change before, whose config stragglers are still offered
   */
  ConfigChange(int number, int expected, @Nullable ConfigChange before, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.requestedNanos = nanoTime.getAsLong();
    this.number = number;
    this.previous = before == null ? null : before.hash.get();
    this.expected = expected;
    this.missing = new CountDownLatch(expected);
  }

  void answered() {
    answeredNanos.set(nanoTime.getAsLong());
  }

  /** Whether an offer is this change's; the first one says what it is. */
  boolean is(ByteString offer) {
    if (offer.equals(previous)) {
      return false;
    }
    var _ = hash.compareAndSet(null, offer);
    return offer.equals(hash.get());
  }

  void offered() {
    record(offered, answeredNanos.get());
    record(offeredSinceRequest, requestedNanos);
    missing.countDown();
  }

  void applied() {
    record(applied, answeredNanos.get());
  }

  private void record(ConcurrentHistogram histogram, long start) {
    long micros = start == 0 ? 1 : (nanoTime.getAsLong() - start) / 1_000;
    histogram.recordValue(Math.clamp(micros, 1, MOST));
  }

  /** Whether everybody who is expected to was offered it within the time. */
  boolean await(long millis) throws InterruptedException {
    return missing.await(millis, TimeUnit.MILLISECONDS);
  }
}
