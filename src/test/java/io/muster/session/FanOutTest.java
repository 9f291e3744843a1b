package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order agents are looked at when the policy changes. */
class FanOutTest {

  @Test
  void whatIsUrgentIsAtTheHeadOfItsLoop() {
    FanOut.Lanes<String, Integer> lanes = new FanOut.Lanes<>();
    lanes.add("a", 1, false);
    lanes.add("a", 2, true);
    lanes.add("b", 3, false);
    lanes.add("a", 4, false);
    lanes.add("a", 5, true);
    lanes.add("c", 6, true);
    Map<String, List<Integer>> seen = new HashMap<>();
    lanes.forEach((loop, sessions) -> assertThat(seen.put(loop, sessions)).isNull());
    assertThat(seen).isEqualTo(Map.of("a", List.of(2, 5, 1, 4), "b", List.of(3), "c", List.of(6)));
  }
}
