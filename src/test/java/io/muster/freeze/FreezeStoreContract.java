package io.muster.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link FreezeStore} does. */
public abstract class FreezeStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-30T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract FreezeStore store();

  private static ActiveFreezes frozen(String reason, long generation) {
    return new ActiveFreezes(
        List.of(
            new Freeze(
                AgentSelector.parse(
                    "env in (prod,\"a b\"),!canary,team!=änne,region notin (eu,us),zone"),
                reason,
                "ops",
                NOW.minusSeconds(5)),
            new Freeze(AgentSelector.ALL, "incident \"42\"\nof today", "änne", NOW)),
        generation,
        NOW);
  }

  @Test
  void whatIsFrozenComesBackAsItWasWritten() {
    assertThat(store().get()).isEmpty();
    assertThat(store().add(frozen("holidays", 1L << 40))).isTrue();
    assertThat(store().get().orElseThrow().value()).isEqualTo(frozen("holidays", 1L << 40));
  }

  @Test
  void thatNothingIsFrozenAnyMoreComesBack() {
    ActiveFreezes nothing = new ActiveFreezes(List.of(), 7, NOW);
    store().add(nothing);
    assertThat(store().get().orElseThrow().value()).isEqualTo(nothing);
  }

  @Test
  void itIsAddedOnce() {
    store().add(frozen("a", 1));
    assertThat(store().add(frozen("b", 2))).isFalse();
    assertThat(store().get().orElseThrow().value()).isEqualTo(frozen("a", 1));
  }

  @Test
  void itIsReplacedOnlyAtTheVersionThatWasRead() {
    assertThat(store().replace(frozen("a", 1), 1)).isFalse();
    store().add(frozen("a", 1));
    long first = store().get().orElseThrow().version();
    assertThat(store().replace(frozen("b", 2), first)).isTrue();
    assertThat(store().replace(frozen("c", 3), first)).isFalse();
    assertThat(store().get().orElseThrow().value()).isEqualTo(frozen("b", 2));
  }
}
