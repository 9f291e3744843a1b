package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import io.muster.rollout.SharedObservations.SharedObservation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What an instance that does not lead does for rollouts: looks at its own agents and tells the
 * leader what it sees; takes the config back from those that come to harm; tells those who listen
 * here how rollouts go on. One thread.
 */
final class FollowerObserver {

  private static final Logger LOG = Logger.getLogger(FollowerObserver.class);

  private final RolloutStore store;
  private final Observations own;
  private final SharedObservations sharedObservations;
  private final RolloutEvents events;
  private final InstanceId self;
  private final Map<String, Long> known = new HashMap<>();

  FollowerObserver(
      RolloutStore store,
      Observations own,
      SharedObservations sharedObservations,
      RolloutEvents events,
      InstanceId self) {
    this.store = store;
    this.own = own;
    this.sharedObservations = sharedObservations;
    this.events = events;
    this.self = self;
  }

  /**
   * Looks once. Blocks; throws the store's exception if it has to look for all.
   *
   * @param all whether to look for rollouts that are not known yet
   * @return whether any is under way
   */
  boolean look(boolean all) {
    if (all) {
      store.all().stream()
          .filter(rollout -> !rollout.value().state().finished())
          .forEach(rollout -> known.putIfAbsent(rollout.value().id(), 0L));
    }
    for (String id : Set.copyOf(known.keySet())) {
      quietly(id, () -> store.get(id).ifPresentOrElse(this::look, () -> known.remove(id)));
    }
    own.keep(known.keySet());
    return !known.isEmpty();
  }

  private static void quietly(String id, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      // The others are looked at; this one again with the next look.
      LOG.warnf("event=rollout_not_looked_at rollout=%s reason=\"%s\"", id, e);
    }
  }

  /** Forgets everything: this instance leads, and looks itself. */
  void rest() {
    known.clear();
  }

  private void look(Versioned<Rollout> stored) {
    Rollout rollout = stored.value();
    Long before = known.put(rollout.id(), stored.version());
    if (before != null && before != 0 && before != stored.version()) {
      events.publish(rollout);
    }
    if (rollout.state().finished()) {
      known.remove(rollout.id());
      return;
    }
    own.of(rollout)
        .ifPresent(seen ->
            sharedObservations.tell(
                rollout.id(), self, new SharedObservation(rollout.progress().step(), seen)));
  }
}
