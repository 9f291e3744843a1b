package io.muster.api.http;

import io.muster.agent.AgentState;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.freeze.Freeze;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the answer to a change says while a freeze keeps it from going out. Thread-safe. */
@Singleton
public final class FreezeWarnings {

  private static final int MAX_TOLD = 3;

  private final Fleet fleet;
  private final Freezes freezes;

  FreezeWarnings(Fleet fleet, Freezes freezes) {
    this.fleet = fleet;
    this.freezes = freezes;
  }

  /**
   * What is to be said.
   *
   * @param reached the agents that the change is for
   * @return nothing if none of them is frozen
   */
  public List<String> of(Predicate<AgentState> reached) {
    if (freezes.known() && freezes.all().isEmpty()) {
      return List.of();
    }
    int agents = 0;
    int frozen = 0;
    Set<Freeze> holding = new LinkedHashSet<>();
    freezes.ofAll().ifPresent(holding::add);
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      if (reached.test(state)) {
        agents++;
        if (freezes.stops(state, Outgoing.CHANGE)) {
          frozen++;
          freezes.of(state).ifPresent(holding::add);
        }
      }
    }
    return frozen == 0 && holding.isEmpty() ? List.of() : List.of(text(agents, frozen, holding));
  }

  /** The same with what else there is to be said. */
  public List<String> with(List<String> others, Predicate<AgentState> reached) {
    List<String> all = new ArrayList<>(others);
    all.addAll(of(reached));
    return all;
  }

  private static String text(int agents, int frozen, Set<Freeze> holding) {
    String why =
        holding.isEmpty()
            ? "what is frozen could not be read from the store since the start"
            : holding.stream().map(Freeze::text).limit(MAX_TOLD).collect(Collectors.joining("; "));
    return "nothing is sent to "
        + frozen
        + " of the "
        + agents
        + " agents that this is for while they are frozen; "
        + why
        + (holding.size() > MAX_TOLD ? "; and " + (holding.size() - MAX_TOLD) + " more" : "");
  }
}
