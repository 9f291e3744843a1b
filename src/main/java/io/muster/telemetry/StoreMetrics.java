package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Metrics of the store. Thread-safe. */
public final class StoreMetrics {

  /** From handing a write in until it is durable: {@code muster_store_write_duration_seconds}. */
  public static final String WRITE_DURATION = "muster.store.write.duration";

  /** Rows written by one commit: {@code muster_store_batch_size}. */
  public static final String BATCH_SIZE = "muster.store.batch.size";

  /** Rows that wait to be written: {@code muster_store_queue_depth}. */
  public static final String QUEUE_DEPTH = "muster.store.queue.depth";

  /** Reads and writes that failed, by reason: {@code muster_store_failures_total}. */
  public static final String FAILURES = "muster.store.failures";

  /** Tag of {@link #FAILURES}: full, overloaded, io, closed, corrupt. */
  public static final String REASON = "reason";

  private final MeterRegistry registry;
  private final Timer writes;
  private final DistributionSummary batches;

  public StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.writes =
        Timer.builder(WRITE_DURATION)
            .description("Time from handing a write in until it is durable")
            .register(registry);
    this.batches =
        DistributionSummary.builder(BATCH_SIZE)
            .description("Rows written by one commit")
            .register(registry);
  }

  /** Registers the gauge of the queue. */
  public void queue(IntSupplier depth) {
    Gauge.builder(QUEUE_DEPTH, depth::getAsInt)
        .description("Rows that wait to be written")
        .register(registry);
  }

  /** A write became durable. */
  public void written(long nanos) {
    writes.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A transaction was committed. */
  public void committed(int rows) {
    batches.record(rows);
  }

  /** A read or a write failed. */
  public void failed(String reason) {
    Counter.builder(FAILURES)
        .description("Reads and writes of the store that failed")
        .tag(REASON, reason)
        .register(registry)
        .increment();
  }
}
