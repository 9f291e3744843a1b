package io.muster.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.fleet.FleetEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHubTest {

  @Test
  void readersThatDoNotReadGiveTheirPlacesUp() {
    EventHub hub = new EventHub(new FleetEvents());
    List<Integer> cut = new ArrayList<>();
    try {
      for (int i = 0; i < EventHub.MAX_READERS; i++) {
        int reader = i;
        Subscription subscription = hub.subscribe(() -> cut.add(reader)).orElseThrow();
        if (i % 2 == 0) {
          var _ = subscription.next();
        }
      }
      assertThat(hub.subscribe(() -> {})).isEmpty();
      // Those that wait for events are told a sign of life, and are asked for the next.
      for (int tick = 0; tick <= EventHub.TICKS_TO_READ && cut.isEmpty(); tick++) {
        hub.flush();
      }
      assertThat(cut).hasSizeGreaterThanOrEqualTo(EventHub.MAX_READERS / 2);
      assertThat(hub.subscribe(() -> {})).isPresent();
    } finally {
      hub.stop();
    }
  }
}
