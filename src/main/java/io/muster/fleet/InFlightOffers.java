package io.muster.fleet;

import io.muster.agent.OfferKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in flight to one agent, one offer per kind at most. Mostly there is one kind at all,
 * which has a place of its own. Not thread-safe: guarded by its agent.
 */
final class InFlightOffers {

  private @Nullable InFlight one;
  private List<InFlight> others = List.of();

  /** The one of a kind, or null. */
  @Nullable InFlight find(OfferKind kind) {
    if (one != null && one.kind().equals(kind)) {
      return one;
    }
    for (int i = 0; i < others.size(); i++) { // An iterator is an object.
      if (others.get(i).kind().equals(kind)) {
        return others.get(i);
      }
    }
    return null;
  }

  /** Has this be the one of its kind; null for none. */
  void put(OfferKind kind, @Nullable InFlight inFlight) {
    if (one == null ? others.isEmpty() : one.kind().equals(kind)) {
      one = inFlight;
      return;
    }
    List<InFlight> changed = new ArrayList<>(others);
    changed.removeIf(each -> each.kind().equals(kind));
    if (inFlight != null) {
      changed.add(inFlight);
    }
    others = List.copyOf(changed);
  }

  /** The answer that carried them was lost. */
  void lost(AgentConnection link) {
    one = one == null ? null : one.lost(link);
    others = others.stream().map(each -> each.lost(link)).toList();
  }

  void clear() {
    one = null;
    others = List.of();
  }
}
