package io.muster.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.fleet.FleetEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventHubTest {

  @Test
  void aReaderWhoseTokenEndsIsCutOffAtTheNextTurnAndTheOthersReadOn() {
    EventHub hub = new EventHub(new FleetEvents());
    List<String> cut = new ArrayList<>();
    AtomicBoolean good = new AtomicBoolean(true);
    try {
      hub.subscribe(good::get, () -> cut.add("ada"));
      Subscription other = hub.subscribe(() -> true, () -> cut.add("bob")).orElseThrow();
      var waiting = other.next();
      hub.flush();
      assertThat(cut).isEmpty();
      good.set(false);
      hub.publish(new Event("config", new Event.Changed("prod", null, false)));
      hub.flush();
      hub.flush();
      assertThat(cut).containsExactly("ada");
      assertThat(waiting.toCompletableFuture()).isCompleted();
    } finally {
      hub.stop();
    }
  }

  @Test
  void readersThatDoNotReadGiveTheirPlacesUp() {
    EventHub hub = new EventHub(new FleetEvents());
    List<Integer> cut = new ArrayList<>();
    try {
      for (int i = 0; i < EventHub.MAX_READERS; i++) {
        int reader = i;
        Subscription subscription = hub.subscribe(() -> true, () -> cut.add(reader)).orElseThrow();
        if (i % 2 == 0) {
          var _ = subscription.next();
        }
      }
      assertThat(hub.subscribe(() -> true, () -> {})).isEmpty();
      // Those that wait for events are told a sign of life, and are asked for the next.
      for (int tick = 0; tick <= EventHub.TICKS_TO_READ && cut.isEmpty(); tick++) {
        hub.flush();
      }
      assertThat(cut).hasSizeGreaterThanOrEqualTo(EventHub.MAX_READERS / 2);
      assertThat(hub.subscribe(() -> true, () -> {})).isPresent();
    } finally {
      hub.stop();
    }
  }
}
