package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedPeersTest {

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");
  private final List<String> lines = new ArrayList<>();
  private final RefusedPeers peers =
      new RefusedPeers(
          () -> now, (remote, reason, unsaid) -> lines.add(remote + " " + reason + " " + unsaid));

  @Test
  void eachIsSaidWithItsAddressUpToAPaceAndTheRestIsCounted() {
    for (int i = 0; i < 1_000; i++) {
      peers.refused("10.0.0." + i % 3, "unauthorized");
    }
    assertThat(lines).hasSize(10).startsWith("10.0.0.0 unauthorized 0");
    now = now.plusSeconds(10);
    peers.refused("10.0.0.9", "other_uid");
    peers.refused("10.0.0.9", "other_uid");
    assertThat(lines).hasSize(12).endsWith("10.0.0.9 other_uid 990", "10.0.0.9 other_uid 0");
  }
}
