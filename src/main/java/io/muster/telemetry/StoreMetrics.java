package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

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

  /** Records that cannot be read: {@code muster_store_damaged_records}. */
  public static final String DAMAGED = "muster.store.damaged.records";

  /** How long the store has been away: {@code muster_store_degraded_seconds}. */
  public static final String DEGRADED = "muster.store.degraded";

  /** The circuit breaker's state: {@code muster_store_circuit}. */
  public static final String CIRCUIT = "muster.store.circuit";

  /** Tag of {@link #CIRCUIT}: closed, half_open, open. */
  public static final String STATE = "state";

  private static final List<String> CIRCUIT_STATES = List.of("closed", "half_open", "open");

  /** Tag of {@link #FAILURES}: full, overloaded, io, closed, corrupt. */
  public static final String REASON = "reason";

  private static final List<String> FAILURE_REASONS =
      List.of("full", "overloaded", "io", "closed", "corrupt");

  private final MeterRegistry registry;
  private final Timer writes;
  private final DistributionSummary batches;
  private volatile String circuit = "closed";

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
    FAILURE_REASONS.forEach(this::failures); // From 0, so that the first one shows as an increase.
  }

  /** Registers the gauge of the queue. */
  public void queue(IntSupplier depth) {
    Gauge.builder(QUEUE_DEPTH, depth::getAsInt)
        .description("Rows that wait to be written")
        .register(registry);
  }

  /** Registers how many records are known that cannot be read. */
  public void damaged(IntSupplier records) {
    Gauge.builder(DAMAGED, records::getAsInt)
        .description("Records known that cannot be read; lists and exports pass over them")
        .strongReference(true)
        .register(registry);
  }

  /** Registers the room on the disk of the embedded store, and what it takes itself. */
  public void disk(LongSupplier free, LongSupplier all, LongSupplier database) {
    bytes(
        "muster.store.disk.free.bytes", "Free for the server on the disk of the data folder", free);
    bytes("muster.store.disk.size.bytes", "Size of the disk of the data folder", all);
    bytes("muster.store.database.bytes", "Size of the database and its log", database);
  }

  private void bytes(String name, String description, LongSupplier bytes) {
    Gauge.builder(name, bytes::getAsLong)
        .description(description)
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  /** Registers how long a shared store has been away. */
  public void degraded(DoubleSupplier seconds) {
    Gauge.builder(DEGRADED, seconds::getAsDouble)
        .description("How long the shared store has not answered; 0 while it does")
        .baseUnit("seconds")
        .register(registry);
  }

  /** The circuit breaker is in this state now; the first call registers its gauges. */
  public void circuit(String state) {
    circuit = state;
    for (String each : CIRCUIT_STATES) {
      Gauge.builder(CIRCUIT, () -> each.equals(circuit) ? 1 : 0)
          .description("1 for the state that the circuit breaker of the store is in")
          .tag(STATE, each)
          .strongReference(true)
          .register(registry);
    }
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
    failures(reason).increment();
  }

  private Counter failures(String reason) {
    return Counter.builder(FAILURES)
        .description("Reads and writes of the store that failed")
        .tag(REASON, reason)
        .register(registry);
  }
}
