package io.muster.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What the agents saw. Thread-safe. */
final class Figures {

  /** A duration that is measured, in microseconds up to an hour, to three digits. */
  static final class Latency {

    private static final long MOST = TimeUnit.HOURS.toMicros(1);

    private final ConcurrentHistogram histogram = new ConcurrentHistogram(1, MOST, 3);

    void since(long startNanos) {
      long micros = (System.nanoTime() - startNanos) / 1_000;
      histogram.recordValue(Math.clamp(micros, 1, MOST));
    }

    Histogram read() {
      return histogram.copy();
    }
  }

  final Latency connect = new Latency();
  final Latency reconnect = new Latency();
  final Latency heartbeatBefore = new Latency();
  final Latency heartbeatSteady = new Latency();
  final AtomicInteger open = new AtomicInteger();
  final LongAdder attempts = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder heartbeats = new LongAdder();
  final LongAdder unanswered = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder fullStates = new LongAdder();
  final LongAdder offered = new LongAdder();
  final LongAdder applied = new LongAdder();
  final LongAdder refusedConfigs = new LongAdder();
  private volatile boolean steady;
  private final Map<Integer, LongAdder> refusals = new ConcurrentHashMap<>();

  /** Heartbeats are counted apart from now on: the fleet is there, and the changes are made. */
  void steady() {
    steady = true;
  }

  Latency heartbeat() {
    return steady ? heartbeatSteady : heartbeatBefore;
  }

  void refused(int status) {
    refusals.computeIfAbsent(status, ignored -> new LongAdder()).increment();
  }

  /** Refused connections by HTTP status. */
  Map<Integer, LongAdder> refusals() {
    return refusals;
  }
}
