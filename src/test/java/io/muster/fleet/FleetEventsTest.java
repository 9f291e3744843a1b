package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetEventsTest {

  @Test
  void aListenerThatThrowsKeepsNobodyFromHearingOfIt() {
    FleetEvents events = new FleetEvents();
    List<FleetListener.Change> heard = new ArrayList<>();
    events.add(change -> {
      throw new IllegalStateException("broken");
    });
    events.add(heard::add);
    FleetListener.Change change = new FleetListener.Connected(FleetHarness.UID);
    events.publish(change);
    assertThat(heard).containsExactly(change);
  }
}
