package io.muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.chaos.Write.Outcome;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.operator.RequestFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes changes, one after the other of each kind, and remembers what was said of them. Of no kind
 * two are under way at a time, so that it is known which is the newest. Methods of different kinds
 * may be called at once.
 */
final class Operators {

  private static final int FIRST_TRIES = 10;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION = 412;

  private final List<OperatorClient> instances;
  private final List<Write> history = new ArrayList<>();
  private long number = System.currentTimeMillis();
  private long pinned;

  Operators(List<OperatorClient> instances) {
    this.instances = List.copyOf(instances);
  }

  synchronized List<Write> history() {
    return List.copyOf(history);
  }

  private synchronized void add(Write write) {
    history.add(write);
  }

  private synchronized long next() {
    return ++number;
  }

  /** The first config and target of each group. */
  void prepare() throws IOException {
    OperatorClient first = instances.getFirst();
    for (Group group : Group.values()) {
      Write.Revision revision = put(0, group);
      for (int i = 0; i < FIRST_TRIES && revision.outcome() != Outcome.ACKNOWLEDGED; i++) {
        revision = put(0, group); // An instance just started may still be at its store's caches.
      }
      if (revision.outcome() != Outcome.ACKNOWLEDGED) {
        throw new IOException("the first config was not taken");
      }
      String config =
          group == Group.PINNED ? group.text() + "@" + revision.revision() : group.text();
      Answer answer = first.putJson(target(group), body(group, config));
      if (!answer.ok()) {
        throw new IOException("the first target was not taken: " + answer);
      }
    }
  }

  private static String target(Group group) {
    return "/api/v1/targets/" + group.text();
  }

  private static String body(Group group, String config) {
    return "{\"selector\": {\"group\": \"%s\"}, \"config\": \"%s\"}"
        .formatted(group.text(), config);
  }

  /** Makes a change and answers what is to be said of it. */
  Outcome make(Change change) {
    return switch (change) {
      case Change.PutConfig(int instance) -> put(instance, Group.FOLLOWING).outcome();
      case Change.MoveTarget(int instance) -> move(instance);
      case Change.PutLabel(int instance, int agent) -> label(instance, agent);
    };
  }

  private Write.Revision put(int instance, Group group) {
    String text = "change " + next();
    String yaml =
        """
        # %s
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """
            .formatted(text);
    Write.Revision write;
    try {
      Answer answer = instances.get(instance).putConfig(group.text(), yaml);
      write =
          answer.ok()
              ? acknowledged(group, text, answer.json())
              : new Write.Revision(group, text, 0, "", refused(answer));
    } catch (RequestFailed e) {
      write = new Write.Revision(group, text, 0, "", Outcome.UNKNOWN);
    }
    add(write);
    return write;
  }

  private static Write.Revision acknowledged(Group group, String text, JsonNode body) {
    return new Write.Revision(
        group,
        text,
        body.path("revision").asLong(),
        body.path("hash").asText(),
        Outcome.ACKNOWLEDGED);
  }

  /** What failed on the way may have happened. */
  private static Outcome refused(Answer answer) {
    return answer.status() == CONFLICT || answer.status() == PRECONDITION
        ? Outcome.REFUSED
        : Outcome.UNKNOWN;
  }

  /** With If-Match, so that a late one is refused and the target never goes back. */
  private Outcome move(int instance) {
    Write.Revision revision = put(instance, Group.PINNED);
    if (revision.outcome() != Outcome.ACKNOWLEDGED) {
      return revision.outcome();
    }
    if (revision.revision() <= pinned) {
      throw new IllegalStateException(
          "revision " + revision.revision() + " was acknowledged after " + pinned);
    }
    Outcome outcome;
    try {
      Answer found = instances.get(instance).get(target(Group.PINNED));
      String etag = found.header("ETag");
      if (!found.ok() || etag.isEmpty()) {
        return Outcome.REFUSED;
      }
      Answer answer =
          instances
              .get(instance)
              .putJson(
                  target(Group.PINNED),
                  body(Group.PINNED, Group.PINNED.text() + "@" + revision.revision()),
                  "If-Match",
                  etag);
      outcome = answer.ok() ? Outcome.ACKNOWLEDGED : refused(answer);
    } catch (RequestFailed e) {
      outcome = Outcome.UNKNOWN;
    }
    pinned = revision.revision();
    add(new Write.Pin(revision.revision(), outcome));
    return outcome;
  }

  /** Has tried again what was given up, by each instance for its own agents. */
  void retry() {
    for (OperatorClient api : instances) {
      try {
        var _ = api.post("/api/v1/agents/retry?all=true", "");
      } catch (RequestFailed e) {
        // The next look shows it.
      }
    }
  }

  /** Labels are put on any instance, whichever has the agent. */
  private Outcome label(int instance, int agent) {
    String value = Long.toString(next());
    Outcome outcome;
    try {
      Answer answer =
          instances
              .get(instance)
              .putJson(
                  "/api/v1/agents/" + Agent.uid(agent) + "/labels",
                  "{\"change\": \"" + value + "\"}");
      outcome = answer.ok() ? Outcome.ACKNOWLEDGED : refused(answer);
    } catch (RequestFailed e) {
      outcome = Outcome.UNKNOWN;
    }
    add(new Write.Label(agent, value, outcome));
    return outcome;
  }
}
