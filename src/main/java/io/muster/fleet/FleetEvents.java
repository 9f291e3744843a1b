package io.muster.fleet;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes changes on to those who listen. Thread-safe. */
@Singleton
public class FleetEvents {

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
      listener.on(change);
    }
  }
}
