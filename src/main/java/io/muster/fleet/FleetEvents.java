package io.muster.fleet;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Passes on what happens to agents to those who listen: the one way in which the fleet tells those
 * above it, and {@link io.muster.cluster.Hints} is how other instances are told. Listeners are
 * called on the thread of the change, one after the other, in no order that anybody may count on;
 * one that throws is logged and does not keep the others from hearing of it. Thread-safe.
 */
@Singleton
public class FleetEvents {

  private static final Logger LOG = Logger.getLogger(FleetEvents.class);

  private final List<FleetListener> listeners = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  public void add(FleetListener listener) {
    listeners.add(listener);
  }

  /** Stops listening. */
  public void remove(FleetListener listener) {
    listeners.remove(listener);
  }

  void publish(FleetListener.Change change) {
    for (FleetListener listener : listeners) {
      try {
        listener.on(change);
      } catch (RuntimeException e) {
        LOG.errorf(e, "event=listener_failed agent=%s", change.uid());
      }
    }
  }
}
