package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.function.ToIntFunction;

/** What an operator does through the API: puts configs, and the target that gives them to all. */
final class Operator {

  private static final String CONFIG = "gatling";

  private Operator() {}

  /** Puts a change; its times are taken. */
  static ChainBuilder putConfig(Changes changes, ToIntFunction<Session> number) {
    return exec(
            session -> {
              changes.asked(number.applyAsInt(session));
              return session;
            })
        .exec(
            authorized(http("put config").put(Load.api("configs/" + CONFIG)))
                .header("Content-Type", "application/yaml")
                .body(StringBody(session -> changes.body(number.applyAsInt(session)))))
        .exec(session -> {
          changes.answered(number.applyAsInt(session));
          return session;
        })
        .exitHereIfFailed();
  }

  /** Gives the config to all agents of the simulations. */
  static ChainBuilder putTarget() {
    String target =
        "{\"selector\": {\"service.name\": \"%s\"}, \"config\": \"%s\"}"
            .formatted(Agent.SERVICE, CONFIG);
    return exec(authorized(http("put target").put(Load.api("targets/" + CONFIG)))
            .header("Content-Type", "application/json")
            .body(StringBody(target)))
        .exitHereIfFailed();
  }

  private static HttpRequestActionBuilder authorized(HttpRequestActionBuilder request) {
    return request
        .header("Authorization", "Bearer " + Load.operatorToken())
        .check(status().in(200, 201));
  }
}
