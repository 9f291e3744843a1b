package io.muster.chaos;

import io.muster.chaos.AgentLog.Event;
import io.muster.chaos.Evidence.AgentView;
import io.muster.chaos.Evidence.View;
import io.muster.chaos.Write.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The invariants of the suite. */
final class Invariants {

  private Invariants() {}

  /** All of them, by their names. */
  static Map<String, Invariant> all() {
    Map<String, Invariant> all = new LinkedHashMap<>();
    all.put("everybody has the newest", Invariants::newest);
    all.put("everybody is shown once by all", Invariants::shown);
    all.put("nothing acknowledged is missing", Invariants::acknowledged);
    all.put("nobody goes back", Invariants::forward);
    all.put("nothing is open", Invariants::closed);
    all.put("nobody is renamed", Invariants::named);
    return all;
  }

  /** Every agent runs what it should, says so, and every instance says the same. */
  static List<String> newest(Evidence evidence) {
    List<String> found = new ArrayList<>();
    for (View view : evidence.views()) {
      for (int agent = 0; agent < evidence.agents(); agent++) {
        String desired = view.desiredHash(Group.of(agent));
        AgentView shown = view.agents().get(Agent.uid(agent).toString());
        if (!evidence.running(agent).equals(desired)) {
          found.add(
              "agent %d runs %s and not %s, which is revision %d by %s"
                  .formatted(
                      agent,
                      brief(evidence.running(agent)),
                      brief(desired),
                      view.desired(Group.of(agent)),
                      view.instance()));
        } else if (shown != null
            && !(shown.desired().equals(desired)
                && shown.reported().equals(desired)
                && shown.sync().equals("in_sync"))) {
          found.add(
              "agent %d has what it should, and %s shows %s: wants %s, reported %s"
                  .formatted(
                      agent,
                      view.instance(),
                      shown.sync(),
                      brief(shown.desired()),
                      brief(shown.reported())));
        }
      }
    }
    return found;
  }

  /** All agents, no others, all connected. */
  static List<String> shown(Evidence evidence) {
    List<String> found = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    for (int agent = 0; agent < evidence.agents(); agent++) {
      expected.add(Agent.uid(agent).toString());
    }
    for (View view : evidence.views()) {
      for (String uid : expected) {
        AgentView shown = view.agents().get(uid);
        if (shown == null) {
          found.add("agent " + uid + " is not shown by " + view.instance());
        } else if (!shown.status().equals("connected")) {
          found.add("agent " + uid + " is shown as " + shown.status() + " by " + view.instance());
        }
      }
      view.agents().keySet().stream()
          .filter(uid -> !expected.contains(uid))
          .forEach(uid -> found.add(view.instance() + " shows " + uid + ", which is nobody"));
    }
    return found;
  }

  /** What the server said it had taken is there, by every instance. */
  static List<String> acknowledged(Evidence evidence) {
    List<String> found = new ArrayList<>();
    for (View view : evidence.views()) {
      for (Write write : evidence.writes()) {
        if (write.outcome() == Outcome.ACKNOWLEDGED && !there(view, write, evidence)) {
          found.add(write + " is missing on " + view.instance());
        }
      }
    }
    return found;
  }

  private static boolean there(View view, Write write, Evidence evidence) {
    return switch (write) {
      case Write.Revision revision ->
          revision
              .hash()
              .equals(
                  view.revisions()
                      .getOrDefault(revision.group(), Map.of())
                      .get(revision.revision()));
      case Write.Pin pin -> view.pinned() >= pin.revision();
      case Write.Label label -> label(view, label, evidence.writes());
    };
  }

  /** It, or a later one, or one whose fate is open, which may be there and come late. */
  private static boolean label(View view, Write.Label acknowledged, List<Write> writes) {
    AgentView shown = view.agents().get(Agent.uid(acknowledged.agent()).toString());
    String value = shown == null ? "" : shown.label();
    boolean after = false;
    for (Write write : writes) {
      after |= write.equals(acknowledged);
      if (write instanceof Write.Label(int agent, String written, Outcome outcome)
          && agent == acknowledged.agent()
          && written.equals(value)
          && (outcome == Outcome.UNKNOWN || (after && outcome == Outcome.ACKNOWLEDGED))) {
        return true;
      }
    }
    return false;
  }

  /** After a revision an agent is never offered an earlier one, by whichever instance. */
  static List<String> forward(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .logs()
        .forEach((agent, entries) -> {
          long highest = 0;
          for (AgentLog.Entry entry : entries) {
            if (entry.event() != Event.OFFERED) {
              continue;
            }
            Optional<Long> revision = evidence.revision(Group.of(agent), entry.what());
            if (revision.isEmpty()) {
              found.add(
                  "agent %d was offered %s at %d, which is no revision of its config"
                      .formatted(agent, brief(entry.what()), entry.millis()));
            } else if (revision.get() < highest) {
              found.add(
                  "agent %d was offered revision %d at %d, after revision %d"
                      .formatted(agent, revision.get(), entry.millis(), highest));
            }
            highest = Math.max(highest, revision.orElse(0L));
          }
        });
    return found;
  }

  /**
   * No offer waits for an answer. One that was overtaken by a newer one does not wait any more: the
   * server neither repeats it nor gives it up.
   */
  static List<String> closed(Evidence evidence) {
    List<String> found = new ArrayList<>();
    for (View view : evidence.views()) {
      view.agents()
          .forEach((uid, shown) -> {
            shown.attempts().stream()
                .limit(1)
                .filter(attempt -> !attempt.terminal())
                .forEach(attempt ->
                    found.add(
                        "agent %s: an attempt with %s is %s, by %s"
                            .formatted(
                                uid, brief(attempt.hash()), attempt.state(), view.instance())));
          });
    }
    return found;
  }

  /** Nobody is given a new uid because of a connection that is half open. */
  static List<String> named(Evidence evidence) {
    List<String> found = new ArrayList<>();
    evidence
        .logs()
        .forEach((agent, entries) ->
            entries.stream()
                .filter(entry -> entry.event() == Event.RENAMED)
                .forEach(entry ->
                    found.add(
                        "agent %d was given the uid %s at %d"
                            .formatted(agent, entry.what(), entry.millis()))));
    return found;
  }

  private static String brief(String hash) {
    return hash.isEmpty() ? "nothing" : hash.substring(0, Math.min(8, hash.length()));
  }
}
