package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Health;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.rollout.AgentWatch.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentWatchTest {

  private static final Health WELL = health(true, 1);
  private static final Health SICK = health(false, 1);

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");

  private static Health health(boolean healthy, long start) {
    return Health.of(
        ComponentHealth.newBuilder().setHealthy(healthy).setStartTimeUnixNano(start).build());
  }

  private static AgentWatch watch() {
    return new AgentWatch(false, false, Duration.ofSeconds(10));
  }

  /** Samples every second, as the observer does, for so many seconds from now on. */
  private Verdict pass(AgentWatch watch, int seconds, boolean connected, @Nullable Health health) {
    Verdict verdict = Verdict.OPEN;
    for (int i = 0; i < seconds; i++) {
      verdict = watch.sample(now, connected, health);
      now = now.plusSeconds(1);
    }
    return verdict;
  }

  @Test
  void anAgentThatStaysHealthyForTenSecondsIsWell() {
    AgentWatch watch = watch();
    assertThat(pass(watch, 10, true, WELL)).isEqualTo(Verdict.OPEN);
    assertThat(pass(watch, 1, true, WELL)).isEqualTo(Verdict.WELL);
  }

  @Test
  void anAgentThatIsUnhealthyAtTheEndHasFailed() {
    AgentWatch watch = watch();
    assertThat(pass(watch, 5, true, WELL)).isEqualTo(Verdict.OPEN);
    assertThat(pass(watch, 6, true, SICK)).isEqualTo(Verdict.UNHEALTHY);
  }

  @Test
  void anAgentThatRecoversIsWell() {
    AgentWatch watch = watch();
    assertThat(pass(watch, 7, true, SICK)).isEqualTo(Verdict.OPEN);
    assertThat(pass(watch, 4, true, WELL)).isEqualTo(Verdict.WELL);
  }

  @Test
  void oneBadSampleAtTheVeryEndIsLookedAtOnceMore() {
    AgentWatch recovers = watch();
    pass(recovers, 10, true, WELL);
    assertThat(pass(recovers, 1, true, SICK)).isEqualTo(Verdict.OPEN);
    assertThat(pass(recovers, 2, true, WELL)).isEqualTo(Verdict.WELL);
    AgentWatch stays = watch();
    pass(stays, 10, true, WELL);
    assertThat(pass(stays, 1, true, SICK)).isEqualTo(Verdict.OPEN);
    assertThat(pass(stays, 2, true, SICK)).isEqualTo(Verdict.UNHEALTHY);
  }

  @Test
  void anAgentThatIsAwayAllTheTimeHasFailedAndOneThatCameBackHasNot() {
    assertThat(pass(watch(), 11, false, WELL)).isEqualTo(Verdict.AWAY);
    AgentWatch back = watch();
    pass(back, 8, false, WELL);
    assertThat(pass(back, 3, true, WELL)).isEqualTo(Verdict.WELL);
  }

  @Test
  void silenceAboutHealthPassesUnlessItIsRequired() {
    assertThat(pass(watch(), 11, true, null)).isEqualTo(Verdict.WELL);
    AgentWatch strict = new AgentWatch(false, true, Duration.ofSeconds(10));
    assertThat(pass(strict, 11, true, null)).isEqualTo(Verdict.SILENT);
  }

  @Test
  void anAgentThatWasUnhealthyBeforeDoesNotFailByBeingSoStill() {
    AgentWatch watch = new AgentWatch(true, false, Duration.ofSeconds(10));
    assertThat(pass(watch, 11, true, SICK)).isEqualTo(Verdict.WELL);
  }

  @Test
  void anOfferIsLateAfterItsPatienceWhichAnAgentThatIsAwayDoesNotUse() {
    AgentWatch watch = watch();
    Duration patience = Duration.ofSeconds(60);
    assertThat(watch.late(now, true, patience)).isFalse();
    assertThat(watch.late(now.plusSeconds(59), true, patience)).isFalse();
    assertThat(watch.late(now.plusSeconds(60), true, patience)).isTrue();
    assertThat(watch.late(now.plusSeconds(61), false, patience)).isFalse();
    assertThat(watch.late(now.plusSeconds(120), true, patience)).isFalse();
    assertThat(watch.late(now.plusSeconds(121), true, patience)).isTrue();
  }

  @Test
  void aVerdictStands() {
    AgentWatch watch = watch();
    pass(watch, 11, true, WELL);
    assertThat(pass(watch, 20, true, SICK)).isEqualTo(Verdict.WELL);
  }

  @Test
  void aNewStartAfterAppliedIsARestartAndTheFirstReportIsNot() {
    AgentWatch watch = watch();
    pass(watch, 11, true, health(true, 5));
    assertThat(watch.restarted()).isFalse();
    pass(watch, 1, true, health(true, 6));
    assertThat(watch.restarted()).isTrue();
  }
}
