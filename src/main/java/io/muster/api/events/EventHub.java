package io.muster.api.events;

import io.muster.api.events.Event.Change;
import io.muster.fleet.FleetEvents;
import io.muster.fleet.FleetListener;
import io.muster.protocol.InstanceUid;
import io.muster.schedule.Periodic;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Gathers what happens and passes it on to all readers twice a second. Thread-safe. */
@Singleton
public class EventHub {

  private static final Logger LOG = Logger.getLogger(EventHub.class);

  /** Readers at a time: each holds a connection and a buffer. */
  static final int MAX_READERS = 100;

  private static final Duration TICK = Duration.ofMillis(500);
  private static final int TICKS_TO_KEEP_ALIVE = 30;

  /** 30 s: a reader that takes nothing for so long gives its place up. */
  static final int TICKS_TO_READ = 60;

  /** A subscription, whether its reader may read on, and how its connection is cut. */
  private record Reader(Subscription subscription, BooleanSupplier allowed, Runnable cut) {}

  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final FleetEvents fleet;
  private final FleetListener listener = this::on;
  private @Nullable Periodic ticker;
  private int tick;

  EventHub(FleetEvents fleet) {
    this.fleet = fleet;
  }

  /**
   * A new reader; empty if there are too many.
   *
   * @param allowed whether it may read on; asked twice a second, quick
   * @param cut cuts its connection, if it does not read, or may not
   */
  synchronized Optional<Subscription> subscribe(BooleanSupplier allowed, Runnable cut) {
    if (readers.size() >= MAX_READERS) {
      return Optional.empty();
    }
    if (ticker == null) {
      fleet.add(listener);
      Periodic made = Periodic.onThread("events");
      ticker = made;
      made.atRate(TICK, "events_not_delivered", this::flush);
    }
    Subscription subscription = new Subscription();
    readers.add(new Reader(subscription, allowed, cut));
    return Optional.of(subscription);
  }

  void unsubscribe(Subscription subscription) {
    readers.removeIf(reader -> reader.subscription().equals(subscription));
  }

  /** Tells all readers. */
  public void publish(Event event) {
    readers.forEach(reader -> reader.subscription().other(event));
  }

  private void on(FleetListener.Change change) {
    if (readers.isEmpty()) {
      return;
    }
    switch (change) {
      case FleetListener.Connected(var uid) -> agent(uid, Change.CONNECTED, null);
      case FleetListener.Disconnected(var uid) -> agent(uid, Change.DISCONNECTED, null);
      case FleetListener.Changed(var uid) -> agent(uid, Change.CHANGED, null);
      case FleetListener.Relabelled(var uid) -> agent(uid, Change.CHANGED, null);
      case FleetListener.Renamed(var uid, var from) -> agent(uid, Change.RENAMED, from);
      case FleetListener.Removed(var uid) -> agent(uid, Change.REMOVED, null);
      case FleetListener.MessageReceived(var uid, var capability, var type, var data) ->
          publish(
              new Event(
                  "custom-message",
                  new Event.CustomMessage(
                      uid.toString(),
                      capability,
                      type,
                      Base64.getEncoder().encodeToString(data.toByteArray()))));
    }
  }

  private void agent(InstanceUid uid, Change change, @Nullable InstanceUid former) {
    readers.forEach(reader -> reader.subscription().agent(uid, change, former));
  }

  /** Twice a second. */
  void flush() {
    tick++;
    boolean keepAlive = tick % TICKS_TO_KEEP_ALIVE == 0;
    for (Reader reader : readers) {
      try {
        if (!reader.allowed().getAsBoolean()) {
          readers.remove(reader);
          LOG.infof("event=event_reader_cut detail=\"its token works no more\"");
          reader.cut().run();
          continue;
        }
        reader.subscription().flush(keepAlive);
        if (reader.subscription().stuck(TICKS_TO_READ)) {
          readers.remove(reader);
          LOG.warnf("event=event_reader_cut detail=\"it has read nothing for 30 s\"");
          reader.cut().run();
        }
      } catch (RuntimeException e) {
        LOG.errorf(e, "event=events_not_delivered");
      }
    }
  }

  @PreDestroy
  synchronized void stop() {
    fleet.remove(listener);
    if (ticker != null) {
      ticker.stop();
    }
  }
}
