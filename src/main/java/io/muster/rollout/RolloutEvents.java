package io.muster.rollout;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells those who listen of each change of a rollout that this instance made or saw. Listeners are
 * called on the thread of the change and must not block; what one throws is logged and keeps nobody
 * from hearing of it. Thread-safe.
 */
@Singleton
public class RolloutEvents {

  private static final Logger LOG = Logger.getLogger(RolloutEvents.class);

  private final List<Consumer<Rollout>> listeners = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  public void add(Consumer<Rollout> listener) {
    listeners.add(listener);
  }

  void publish(Rollout rollout) {
    for (Consumer<Rollout> listener : listeners) {
      try {
        listener.accept(rollout);
      } catch (RuntimeException e) {
        LOG.errorf(e, "event=listener_failed rollout=%s", rollout.id());
      }
    }
  }
}
