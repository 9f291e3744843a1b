package io.muster.chaos;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known when the faults are over.
 *
 * @param agents how many there are, numbered from 0
 * @param writes what operators wrote, in order of each kind
 * @param logs what each agent lived through, in order, by its number
 * @param views what each instance says
 */
record Evidence(
    int agents, List<Write> writes, Map<Integer, List<AgentLog.Entry>> logs, List<View> views) {

  Evidence {
    writes = List.copyOf(writes);
    logs = Map.copyOf(logs);
    views = List.copyOf(views);
  }

  /**
   * What an instance says.
   *
   * @param revisions hash by number, of each config, as far as they are kept
   * @param pinned what the target of the pinned agents names
   * @param agents those in its list, by uid
   */
  record View(
      String instance,
      Map<Group, Map<Long, String>> revisions,
      long pinned,
      Map<String, AgentView> agents) {

    View {
      revisions = Map.copyOf(revisions);
      agents = Map.copyOf(agents);
    }

    /** The revision that the agents of a group should have. */
    long desired(Group group) {
      return switch (group) {
        case PINNED -> pinned;
        case FOLLOWING ->
            revisions.getOrDefault(group, Map.of()).keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
      };
    }

    String desiredHash(Group group) {
      return revisions.getOrDefault(group, Map.of()).getOrDefault(desired(group), "none");
    }
  }

  /**
   * An agent as an instance shows it.
   *
   * @param desired the hash it should have
   * @param reported the hash it says it has, if it says APPLIED
   */
  record AgentView(
      String status,
      String desired,
      String reported,
      String sync,
      String label,
      List<AttemptView> attempts) {

    AgentView {
      attempts = List.copyOf(attempts);
    }

    boolean givenUp() {
      return !attempts.isEmpty()
          && attempts.getFirst().state().equals("NO_ANSWER")
          && attempts.getFirst().hash().equals(desired);
    }
  }

  /** An attempt, newest first in lists. */
  record AttemptView(String hash, String state) {
    boolean terminal() {
      return !state.equals("OFFERED") && !state.equals("APPLYING");
    }
  }

  /**
   * How many agents were offered what they should have three times without an answer. That is final
   * until an operator retries it, by design.
   */
  long givenUp() {
    return views.stream()
        .flatMap(view -> view.agents().entrySet().stream())
        .filter(each -> each.getValue().givenUp())
        .map(Map.Entry::getKey)
        .distinct()
        .count();
  }

  /** The number of the revision with a hash, which no other has. */
  Optional<Long> revision(Group group, String hash) {
    return views.stream()
        .flatMap(view -> view.revisions().getOrDefault(group, Map.of()).entrySet().stream())
        .filter(each -> each.getValue().equals(hash))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The last hash that an agent says of itself it runs; empty if none. */
  String running(int agent) {
    return logs.getOrDefault(agent, List.of()).stream()
        .filter(entry -> entry.event() == AgentLog.Event.APPLIED)
        .map(AgentLog.Entry::what)
        .reduce("", (before, last) -> last);
  }
}
