package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What became of something that was done to each of some agents. One that is refused does not keep
 * the others from it.
 */
final class Bulk {

  /** Requests under way; more do not make it faster. */
  private static final int AT_A_TIME = 8;

  private static final int SHOWN = 5;

  /** What is done to one agent. */
  interface Step {
    void on(String uid) throws Refused, Unreachable, InterruptedException;
  }

  private final String verb;
  private final Map<String, Refused> refused = new LinkedHashMap<>();
  private int done;

  private Bulk(String verb) {
    this.verb = verb;
  }

  /**
   * Does it, to some agents at a time.
   *
   * @param verb what was done then, as "restarted"
   * @throws Unreachable if the server does not answer; what was begun is ended
   */
  static Bulk run(String verb, List<JsonNode> agents, Step step)
      throws Unreachable, InterruptedException {
    Bulk bulk = new Bulk(verb);
    Map<String, Future<?>> running = new LinkedHashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      for (JsonNode agent : agents) {
        String uid = agent.path("uid").asText();
        running.put(
            uid,
            threads.submit(() -> {
              step.on(uid);
              return null;
            }));
      }
      for (Map.Entry<String, Future<?>> each : running.entrySet()) {
        bulk.ended(each.getKey(), each.getValue(), threads);
      }
    }
    return bulk;
  }

  private void ended(String uid, Future<?> step, ExecutorService threads)
      throws Unreachable, InterruptedException {
    try {
      step.get();
      done++;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Refused no -> refused.put(uid, no);
        case Unreachable away -> {
          threads.shutdownNow();
          throw away;
        }
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  int exitCode() {
    return refused.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  JsonNode json() {
    ObjectNode json = RestClient.JSON.createObjectNode().put("agents", done);
    ArrayNode failed = json.putArray("refused");
    refused.forEach((uid, why) ->
        failed.addObject().put("uid", uid).put("status", why.status()).put("message", why.text()));
    return json;
  }

  /** How many, and for the others why not. */
  String text() {
    StringBuilder text = new StringBuilder(WhichAgents.agents(done)).append(' ').append(verb);
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    refused.forEach((uid, why) ->
        reasons
            .computeIfAbsent(why.text().replace(uid, "…"), ignored -> new ArrayList<>())
            .add(uid));
    reasons.forEach((why, uids) ->
        text.append(System.lineSeparator())
            .append(uids.size())
            .append(" refused: ")
            .append(why)
            .append(System.lineSeparator())
            .append("  ")
            .append(String.join(" ", uids.subList(0, Math.min(SHOWN, uids.size()))))
            .append(uids.size() > SHOWN ? " …" : ""));
    return text.toString();
  }
}
