package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.agent.Reported;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.property.Choices;
import io.muster.property.Generator;
import io.muster.property.Property;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitTest {

  private static final ConfigReference TO = ConfigReference.parse("prod@2");

  private static AgentState agent(InstanceUid uid, Map<String, String> labels) {
    return new AgentState(
        uid, Reported.NOTHING, new Labels(labels), AgentFacts.of(uid, Instant.EPOCH));
  }

  private static Split split(int basisPoints) {
    return new Split("r-1", TO, basisPoints, List.of(), Set.of(), Set.of());
  }

  private static InstanceUid uid(Choices choices) {
    return new InstanceUid(
        choices.draw("most", Generator.longs()), choices.draw("least", Generator.longs()));
  }

  @Test
  void whoIsInStaysInWhenTheShareGrows() {
    Property.tries(1_000)
        .holds(choices -> {
          AgentState agent = agent(uid(choices), Map.of());
          int some = choices.draw("some", Generator.integers(0, 10_000));
          int more = choices.draw("more", Generator.integers(0, 10_000));
          if (split(Math.min(some, more)).includes(agent, false)) {
            assertThat(split(Math.max(some, more)).includes(agent, false)).isTrue();
          }
          assertThat(split(0).includes(agent, false)).isFalse();
          assertThat(split(10_000).includes(agent, false)).isTrue();
        });
  }

  @Test
  void namesAndExclusionsDecideBeforeTheShare() {
    Property.tries(1_000)
        .holds(choices -> {
          InstanceUid uid = uid(choices);
          AgentState agent = agent(uid, Map.of());
          assertThat(new Split("r", TO, 0, List.of(), Set.of(uid), Set.of()).includes(agent, false))
              .isTrue();
          assertThat(
                  new Split("r", TO, 10_000, List.of(), Set.of(uid), Set.of(uid))
                      .includes(agent, false))
              .isFalse();
        });
  }

  @Test
  void everyHundredthOfAPercentIsItsShareEvenOfUidsThatDifferLittle() {
    int agents = 100_000;
    int[] hundredths = new int[100];
    int both = 0;
    for (int i = 0; i < agents; i++) {
      InstanceUid uid = new InstanceUid(0x0190e0a2_0000_7000L, 0x8000_0000_0000_0000L + i);
      int bucket = Split.bucket("prod-1", uid);
      hundredths[bucket / 100]++;
      both += bucket < 1000 && Bucket.of(uid) < 10 ? 1 : 0;
    }
    // 1000 are expected in each; six standard deviations are 190.
    for (int count : hundredths) {
      assertThat(count).isBetween(810, 1190);
    }
    // A tenth of a tenth, if the deal is independent of the targets' own.
    assertThat(both).isBetween(800, 1200);
  }

  @Test
  void anotherRolloutDealsAnew() {
    SplittableRandom random = new SplittableRandom(7);
    int same = 0;
    for (int i = 0; i < 10_000; i++) {
      InstanceUid uid = new InstanceUid(random.nextLong(), random.nextLong());
      same += Split.bucket("a-1", uid) < 1000 && Split.bucket("a-2", uid) < 1000 ? 1 : 0;
    }
    assertThat(same).isBetween(40, 160);
  }

  @Test
  void aPortionIsForThoseItsSelectorMatches() {
    Split split =
        new Split(
            "r-1",
            TO,
            0,
            List.of(new Split.Portion(Selector.parse("tier=canary"), 10_000)),
            Set.of(),
            Set.of());
    InstanceUid uid = new InstanceUid(1, 2);
    assertThat(split.includes(agent(uid, Map.of("tier", "canary")), false)).isTrue();
    assertThat(split.includes(agent(uid, Map.of("tier", "prod")), false)).isFalse();
  }

  @Test
  void aSplitLeadsToAPinnedRevision() {
    assertThatThrownBy(() -> Split.none("r-1", ConfigReference.parse("prod")))
        .hasMessage("a split leads to a pinned revision, not to prod");
    assertThatThrownBy(() -> split(10_001)).hasMessageContaining("expected 0 to 10000");
  }
}
