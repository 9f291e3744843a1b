package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.rendezVous;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * All agents lose their connections and come back in the same moment, three times: all are let in
 * at default settings, and answered. A server that restarts meanwhile is measured by {@code
 * benchmarks/fleet storm}.
 */
public class StormSimulation extends Simulation {

  private static final int STORMS = Integer.getInteger("storms", 3);

  private final Timings reports = new Timings(Load.AGENTS);
  private final Timings answers = new Timings(Load.AGENTS * STORMS);
  private final Timings back = new Timings(Load.AGENTS * STORMS);

  /** Sets it up. */
  public StormSimulation() {
    var agents =
        scenario("agents")
            .exec(Load.born())
            .exec(Load.connect())
            .exec(Load.say("report", reports))
            .exec(storms())
            .exec(ws("leave").close());
    setUp(agents.injectOpen(rampUsers(Load.AGENTS).during(Load.ramp())))
        .protocols(Load.protocol())
        .maxDuration(Load.AT_MOST)
        .assertions(
            global().failedRequests().count().is(0L),
            details("back answered").successfulRequests().count().is((long) Load.AGENTS * STORMS));
  }

  /** One after the other, not a loop: a rendez-vous that has happened once lets all through. */
  private List<ChainBuilder> storms() {
    return Stream.generate(this::storm).limit(STORMS).toList();
  }

  /** Nobody goes on before all are connected, nor comes back before all have left. */
  private ChainBuilder storm() {
    AtomicLong begun = new AtomicLong();
    return exec(rendezVous(Load.AGENTS))
        .exec(ws("lose").close())
        .exec(rendezVous(Load.AGENTS))
        .exec(session -> {
          begun.compareAndSet(0, System.nanoTime());
          return session;
        })
        .exec(Load.connect())
        .exec(Load.say("back", answers))
        .exec(session -> {
          back.since(begun.get());
          return session;
        });
  }

  @Override
  public void after() {
    Load.summary(
        "storm",
        "storms=%d back=%d after %s (target: all of 10000 within 30s)"
            .formatted(STORMS, back.count(), back));
  }
}
