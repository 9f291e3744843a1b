package io.muster.rollout;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells those who listen of each change this instance made to a rollout. Thread-safe. */
@Singleton
public class RolloutEvents {

  private final List<Consumer<Rollout>> listeners = new CopyOnWriteArrayList<>();

  /** Listens from now on; called on the thread of the change, must be quick and must not throw. */
  public void add(Consumer<Rollout> listener) {
    listeners.add(listener);
  }

  void publish(Rollout rollout) {
    listeners.forEach(listener -> listener.accept(rollout));
  }
}
