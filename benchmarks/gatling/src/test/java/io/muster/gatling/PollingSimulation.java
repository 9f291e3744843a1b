package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * Agents poll over plain HTTP once a second, with a config waiting for them: every poll is answered
 * and every agent is offered the config once. The first few are not timed.
 */
public class PollingSimulation extends Simulation {

  private static final int WARM_UP = 5;
  private static final int POLLS = Integer.getInteger("polls", 20);
  private static final int BYTES = 32 << 10;

  private final Changes changes = new Changes(1, 0, BYTES, Load.AGENTS);
  private final Timings warmUp = new Timings(Load.AGENTS * (WARM_UP + 1));
  private final Timings polls = new Timings(Load.AGENTS * (POLLS + 1));

  /** Sets it up. */
  public PollingSimulation() {
    var operator =
        scenario("operator")
            .exec(Operator.putConfig(changes, session -> 0))
            .exec(Operator.putTarget());
    var agents =
        scenario("agents")
            .exec(Load.born())
            .exec(Load.poll("report", warmUp))
            .exec(repeat(WARM_UP).on(polling("warm-up", warmUp)))
            .exec(repeat(POLLS).on(polling("poll", polls)))
            .exec(Load.poll("last poll", polls, this::offered));
    setUp(
            operator
                .injectOpen(atOnceUsers(1))
                .andThen(agents.injectOpen(rampUsers(Load.AGENTS).during(Load.ramp()))))
        .protocols(Load.protocol())
        .maxDuration(Load.AT_MOST)
        .assertions(
            global().failedRequests().count().is(0L),
            details("report").successfulRequests().count().is((long) Load.AGENTS),
            details("poll").successfulRequests().count().is((long) Load.AGENTS * POLLS),
            details("last poll").successfulRequests().count().is((long) Load.AGENTS));
  }

  private static ChainBuilder polling(String name, Timings timings) {
    return exec(pace(Duration.ofSeconds(1))).exec(Load.poll(name, timings));
  }

  /** Once and no more: an offer that was answered is not repeated. */
  private boolean offered(Agent agent) {
    return agent.offers() == 1 && agent.hash().equals(changes.hash(0));
  }

  @Override
  public void after() {
    Load.summary("polling", "polls=%d round-trip %s (no target)".formatted(polls.count(), polls));
  }
}
