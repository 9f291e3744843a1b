package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.asLongAsDuring;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * An operator changes a config of 32 KB again and again: every agent gets each, whole. With the
 * first one they are given their target; the first few are not timed.
 */
public class FanOutSimulation extends Simulation {

  private static final int WARM_UP = 5;
  private static final int CHANGES = WARM_UP + Integer.getInteger("changes", 5);
  private static final int BYTES = 32 << 10;
  private static final long OFFER_SECONDS = 60;
  private static final String NUMBER = "change";

  private final Changes changes = new Changes(CHANGES, WARM_UP, BYTES, Load.AGENTS);
  private final Timings reports = new Timings(Load.AGENTS);
  private final Timings statuses = new Timings(Load.AGENTS * CHANGES);

  /** Sets it up. */
  public FanOutSimulation() {
    var operator = scenario("operator").exec(repeat(CHANGES, NUMBER).on(change()));
    var agents =
        scenario("agents")
            .exec(Load.born())
            .exec(Load.connect())
            .exec(Load.say("report", reports))
            .exec(repeat(CHANGES, NUMBER).on(exec(listen()).exec(Load.say("status", statuses))))
            .exec(ws("leave").close());
    setUp(
            operator.injectOpen(atOnceUsers(1)),
            agents.injectOpen(rampUsers(Load.AGENTS).during(Load.ramp())))
        .protocols(Load.protocol())
        .maxDuration(Load.AT_MOST)
        .assertions(
            global().failedRequests().count().is(0L),
            details("put config").successfulRequests().count().is((long) CHANGES),
            details("config offered").successfulRequests().count().is((long) Load.AGENTS * CHANGES),
            details("status answered")
                .successfulRequests()
                .count()
                .is((long) Load.AGENTS * CHANGES));
  }

  /** Puts a change once all agents wait for it, and what they said before is through. */
  private ChainBuilder change() {
    return exec(asLongAsDuring(
                session -> !changes.allListening(number(session)),
                Duration.ofSeconds(OFFER_SECONDS))
            .on(pause(Duration.ofMillis(50))))
        .pause(Duration.ofMillis(500))
        .exec(Operator.putConfig(changes, FanOutSimulation::number))
        .doIf(session -> number(session) == 0)
        .then(Operator.putTarget());
  }

  /**
   * A heartbeat, after which nothing is said until the offer has come. Only an offer is as large as
   * the config; its answer is passed over.
   */
  private ChainBuilder listen() {
    return exec(ws("listen")
            .sendBytes(session -> {
              changes.listening(number(session));
              return Load.agent(session).nextFrame();
            })
            .await(OFFER_SECONDS)
            .on(
                ws.checkBinaryMessage("config offered")
                    .matching(bodyBytes().transform(frame -> frame.length > BYTES).is(true))
                    .check(bodyBytes().transformWithSession(this::offered).is(true))))
        .exitHereIfFailed();
  }

  private boolean offered(byte[] frame, Session session) {
    ServerToAgent message = ServerToAgent.ofFrame(frame);
    return changes.offered(number(session), message) && Load.agent(session).hear(message);
  }

  private static int number(Session session) {
    return session.getInt(NUMBER);
  }

  @Override
  public void after() {
    Load.summary(
        "fan-out",
        "changes=%d timed-offers=%d since the answer %s since the request %s (target: p99 < 300ms"
                .formatted(
                    CHANGES, changes.sinceAnswer.count(), changes.sinceAnswer, changes.sinceRequest)
            + " since the answer with 10000 agents)");
  }
}
