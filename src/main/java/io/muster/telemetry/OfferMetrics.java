package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Counts what becomes of the offers of one kind, and how long delivery and application take.
 * Thread-safe.
 */
public final class OfferMetrics {

  /**
   * What the meters of one kind are called.
   *
   * @param counter of offers by what became of them
   * @param timers before `.delivery` and `.application`
   */
  public record Names(String counter, String timers) {}

  private final Counter offered;
  private final Counter applied;
  private final Counter failed;
  private final Counter unanswered;
  private final Timer delivery;
  private final Timer application;

  OfferMetrics(MeterRegistry registry, Names names) {
    offered = status(registry, names.counter(), "offered");
    applied = status(registry, names.counter(), "applied");
    failed = status(registry, names.counter(), "failed");
    unanswered = status(registry, names.counter(), "no_answer");
    delivery =
        Timer.builder(names.timers() + ".delivery")
            .description(
                "From the change of policy to the offer handed to the transport, for agents"
                    + " connected then")
            .publishPercentileHistogram(false)
            .serviceLevelObjectives(TIMES)
            .register(registry);
    application =
        Timer.builder(names.timers() + ".application")
            .description("From the offer to the agent's APPLIED")
            .serviceLevelObjectives(TIMES)
            .register(registry);
  }

  private static final Duration[] TIMES = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(300),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofMinutes(10)
  };

  private static Counter status(MeterRegistry registry, String name, String status) {
    return Counter.builder(name)
        .description("Offers by what became of them")
        .tag("status", status)
        .register(registry);
  }

  /** An offer was handed to the transport. */
  public void offered() {
    offered.increment();
  }

  /** So it was for an agent that was connected when the policy changed, this long ago. */
  public void delivered(Duration sinceChange) {
    delivery.record(sinceChange.isNegative() ? Duration.ZERO : sinceChange);
  }

  /** An agent reported APPLIED, this long after it was offered. */
  public void applied(Duration sinceOffer) {
    applied.increment();
    application.record(sinceOffer.isNegative() ? Duration.ZERO : sinceOffer);
  }

  /** An agent reported FAILED. */
  public void failed() {
    failed.increment();
  }

  /** An offer was given up unanswered. */
  public void unanswered() {
    unanswered.increment();
  }
}
