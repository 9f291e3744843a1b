package io.muster.gatling;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.WsFrameCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What the simulations share: the server they are pointed at by system properties, and an agent's
 * way into it. An agent is in its user's session; its figures are taken where it sends and reads.
 */
final class Load {

  static final int AGENTS = Integer.getInteger("agents", 200);

  /** After this Gatling stops, whatever is still waited for, and the counts are not reached. */
  static final Duration AT_MOST = Duration.ofMinutes(4);

  private static final String PATH = "/v1/opamp";
  private static final String AGENT = "agent";
  private static final String SENT = "sent";
  private static final long ANSWER_SECONDS = 30;
  private static final int CONNECTS_PER_SECOND = 500;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private Load() {}

  /** Several addresses, since each has 28,000 ports. */
  static HttpProtocolBuilder protocol() {
    int port = Integer.getInteger("agentPort", 4320);
    // Or a PUT asks, by If-None-Match of what the one before answered, that there be something else.
    return http.baseUrl("http://127.0.0.1:" + port)
        .disableCaching()
        .wsBaseUrl("ws://127.0.0.1:" + port)
        .localAddresses("127.0.0.2", "127.0.0.3")
        .disableFollowRedirect()
        .disableWarmUp();
  }

  /** In whole seconds: Gatling takes half a second for none, and lets nobody in. */
  static Duration ramp() {
    return Duration.ofSeconds(Math.ceilDiv(AGENTS, CONNECTS_PER_SECOND));
  }

  static String api(String path) {
    return "http://127.0.0.1:" + Integer.getInteger("operatorPort", 8080) + "/api/v1/" + path;
  }

  static String operatorToken() {
    try {
      return Files.readString(Path.of(System.getProperty("operatorToken"))).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Agent agent(Session session) {
    return session.get(AGENT);
  }

  /** A user becomes an agent that was never heard of. */
  static ChainBuilder born() {
    return exec(session -> session.set(AGENT, new Agent(NUMBERS.getAndIncrement())));
  }

  /** Opens the WebSocket; whoever does not get in gives up, and is missing in the counts. */
  static ChainBuilder connect() {
    return exec(ws("connect").connect(PATH)).exitHereIfFailed();
  }

  /** Sends what the agent has to say and waits for the answer, whose time is taken. */
  static ChainBuilder say(String name, Timings timings) {
    return exec(noteTime())
        .exec(
            ws(name)
                .sendBytes(session -> agent(session).nextFrame())
                .await(ANSWER_SECONDS)
                .on(answer(name + " answered", timings)))
        .exitHereIfFailed();
  }

  private static WsFrameCheck answer(String name, Timings timings) {
    return ws.checkBinaryMessage(name)
        .check(
            bodyBytes()
                .transformWithSession((frame, session) -> {
                  timings.since(session.getLong(SENT));
                  return agent(session).hear(ServerToAgent.ofFrame(frame));
                })
                .is(true));
  }

  /** Sends what the agent has to say by a poll, whose time is taken. */
  static ChainBuilder poll(String name, Timings timings) {
    return poll(name, timings, agent -> true);
  }

  /** The same, and fails unless this is true of the agent after the answer. */
  static ChainBuilder poll(String name, Timings timings, Predicate<Agent> expected) {
    return exec(noteTime())
        .exec(
            http(name)
                .post(PATH)
                .header("Content-Type", "application/x-protobuf")
                .body(ByteArrayBody(session -> agent(session).next()))
                .check(status().is(200))
                .check(
                    bodyBytes()
                        .transformWithSession((body, session) -> {
                          timings.since(session.getLong(SENT));
                          return agent(session).hear(ServerToAgent.ofBody(body))
                              && expected.test(agent(session));
                        })
                        .is(true)))
        .exitHereIfFailed();
  }

  private static ChainBuilder noteTime() {
    return exec(session -> session.set(SENT, System.nanoTime()));
  }

  /** The line that the command prints; targets are of ARCHITECTURE, for people to compare. */
  static void summary(String simulation, String figures) {
    System.out.println("summary: " + simulation + " agents=" + AGENTS + " " + figures);
  }
}
