package io.muster.store.infinispan;

import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker between this server and Infinispan: when half of the last calls failed or
 * were not answered in time, calls are refused at once for a second, then a few are tried. So
 * servers that hang cost a few callers their patience, not all of them. Thread-safe.
 */
public final class Circuit {

  private static final Logger LOG = Logger.getLogger(Circuit.class);

  private static final String NAME = "infinispan";
  private static final int LAST_CALLS = 20;
  private static final double FAILED = 0.5;
  private static final int TRIED = 3;

  private final @Nullable StoreMetrics metrics;
  private volatile @Nullable Guard guard;

  private Circuit(@Nullable StoreMetrics metrics) {
    this.metrics = metrics;
    reset();
  }

  /** One that never opens: for the adapter without a server around it. */
  public static Circuit none() {
    return new Circuit(null);
  }

  /** The breaker; its state is a metric. */
  public static Circuit breaker(StoreMetrics metrics) {
    return new Circuit(metrics);
  }

  /**
   * There is a new connection: what the last one did does not count. A new guard, as SmallRye
   * resets breakers only once the server has started, and the first connection is before that.
   */
  void reset() {
    if (metrics != null) {
      guard = guard(metrics);
      changed(CircuitBreakerState.CLOSED, metrics);
    }
  }

  private static Guard guard(StoreMetrics metrics) {
    return Guard.create()
        .withDescription(NAME)
        .withCircuitBreaker()
        .when(Circuit::serversFailed)
        .requestVolumeThreshold(LAST_CALLS)
        .failureRatio(FAILED)
        .delay(1, ChronoUnit.SECONDS)
        .successThreshold(TRIED)
        .onStateChange(state -> changed(state, metrics))
        .done()
        .build();
  }

  private static void changed(CircuitBreakerState state, StoreMetrics metrics) {
    String text = state.name().toLowerCase(Locale.ROOT);
    metrics.circuit(text);
    LOG.debugf("event=store_circuit state=%s", text);
  }

  /** What the caller did wrong, or a full cache, says nothing about the servers. */
  private static boolean serversFailed(Throwable failure) {
    return failure instanceof StoreUnavailable unavailable && unavailable.reason() == Reason.IO;
  }

  /**
   * Makes the call, or refuses it.
   *
   * @throws StoreUnavailable if the breaker is open
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // T is what the call gives, null included
  <T> T call(Supplier<T> call) {
    Guard breaker = guard;
    if (breaker == null) {
      return call.get();
    }
    try {
      return (T) breaker.get((Supplier<Object>) call, Object.class);
    } catch (CircuitBreakerOpenException e) {
      throw new StoreUnavailable(
          Reason.IO, "Infinispan fails too often, and is not asked for a second.", e);
    }
  }
}
