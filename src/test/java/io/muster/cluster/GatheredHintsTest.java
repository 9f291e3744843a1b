package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredHintsTest {

  private final List<Runnable> later = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Hints hints = new GatheredHints(told::add, later::add);

  private void delayIsOver() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void manyChangesOfATopicAreOneHintAfterAWhile() {
    for (int i = 0; i < 1_000; i++) {
      hints.changed(Topics.AGENTS);
    }
    assertThat(told).isEmpty();
    assertThat(later).hasSize(1);
    delayIsOver();
    assertThat(told).containsExactly(Topics.AGENTS);
  }

  @Test
  void aChangeAfterTheHintMakesAnother() {
    hints.changed(Topics.AGENTS);
    delayIsOver();
    hints.changed(Topics.AGENTS);
    delayIsOver();
    assertThat(told).containsExactly(Topics.AGENTS, Topics.AGENTS);
  }

  @Test
  void topicsDoNotWaitForEachOther() {
    hints.changed(Topics.AGENTS);
    hints.changed(Topics.LABELS);
    delayIsOver();
    assertThat(told).containsExactlyInAnyOrder(Topics.AGENTS, Topics.LABELS);
  }
}
