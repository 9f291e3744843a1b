package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * Agents connect, report everything, and beat once a second: every beat is answered. The first few
 * are not timed: both sides are being compiled meanwhile.
 */
public class HeartbeatSimulation extends Simulation {

  private static final int BEATS = Integer.getInteger("beats", 20);

  private static final int WARM_UP = 5;

  private final Timings reports = new Timings(Load.AGENTS);
  private final Timings warmUp = new Timings(Load.AGENTS * WARM_UP);
  private final Timings beats = new Timings(Load.AGENTS * BEATS);

  /** Sets it up. */
  public HeartbeatSimulation() {
    var agents =
        scenario("agents")
            .exec(Load.born())
            .exec(Load.connect())
            .exec(Load.say("report", reports))
            .exec(repeat(WARM_UP).on(beat("warm-up", warmUp)))
            .exec(repeat(BEATS).on(beat("heartbeat", beats)))
            .exec(ws("leave").close());
    setUp(agents.injectOpen(rampUsers(Load.AGENTS).during(Load.ramp())))
        .protocols(Load.protocol())
        .maxDuration(Load.AT_MOST)
        .assertions(
            global().failedRequests().count().is(0L),
            details("report answered").successfulRequests().count().is((long) Load.AGENTS),
            details("heartbeat answered")
                .successfulRequests()
                .count()
                .is((long) Load.AGENTS * BEATS));
  }

  private static ChainBuilder beat(String name, Timings timings) {
    return exec(pace(Duration.ofSeconds(1))).exec(Load.say(name, timings));
  }

  @Override
  public void after() {
    Load.summary(
        "heartbeat",
        "heartbeats=%d round-trip %s (no target) first-report %s"
            .formatted(beats.count(), beats, reports));
  }
}
