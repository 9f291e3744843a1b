package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.protocol.InstanceUid;
import io.muster.rollout.RolloutAgentStore.Kept;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link RolloutAgentStore} does. */
public abstract class RolloutAgentStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract RolloutAgentStore store();

  @Test
  void everyOutcomeComesBackAsItWasWritten() {
    List<RolloutAgent> agents =
        Arrays.stream(AgentOutcome.values())
            .map(outcome ->
                new RolloutAgent(
                    new InstanceUid(1, outcome.ordinal()), outcome, "änders: " + outcome, NOW))
            .toList();
    store().keep("prod-1", new Kept(agents, 7));
    assertThat(store().of("prod-1")).contains(new Kept(agents, 7));
    assertThat(store().of("prod-2")).isEmpty();
  }

  @Test
  void whatIsWrittenLaterCounts() {
    store().keep("prod-1", new Kept(List.of(), 7));
    store().keep("prod-1", new Kept(List.of(), 8));
    assertThat(store().of("prod-1")).contains(new Kept(List.of(), 8));
  }

  @Test
  void whatIsForgottenIsGoneAndNothingElse() {
    store().keep("prod-1", new Kept(List.of(), 1));
    store().keep("prod-11", new Kept(List.of(), 2));
    store().forget("prod-1");
    store().forget("prod-1");
    assertThat(store().of("prod-1")).isEmpty();
    assertThat(store().of("prod-11")).isPresent();
  }
}
