package io.muster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.ConfigComparison;
import io.muster.agent.Sync;
import io.muster.agent.SyncCause;
import io.muster.agent.SyncState;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A line for a group of agents, however many they are, and one when they are none any more. */
class SyncLinesTest {

  private static final InstanceUid AGENT =
      InstanceUid.parse("018f2c1e-8a3b-7c4d-9e5f-0123456789ab");

  private final List<String> said = new ArrayList<>();
  private final SyncLines lines =
      new SyncLines(
          new SyncLines.Lines() {
            @Override
            public void some(
                SyncLines.Group group, int agents, int before, InstanceUid example, String detail) {
              said.add(
                  group.state().word()
                      + " "
                      + group.config()
                      + " "
                      + group.cause()
                      + " "
                      + before
                      + "->"
                      + agents);
            }

            @Override
            public void none(SyncLines.Group group, int before) {
              said.add(group.config() + " " + before + "->none");
            }
          });
  private Instant now = Instant.parse("2026-11-30T10:00:00Z");

  private void round(int agents, String config, SyncCause cause) {
    now = now.plusSeconds(5);
    SyncLines.Round round = lines.round(now);
    for (int i = 0; i < agents; i++) {
      round.add(AGENT, new Sync(cause, null, ConfigComparison.UNKNOWN), config);
    }
    round.end();
  }

  @Test
  void aGroupIsALineWhateverItsSize() {
    round(2_000, "prod@3", SyncCause.EFFECTIVE_DIFFERS);
    round(2_000, "prod@3", SyncCause.EFFECTIVE_DIFFERS);

    assertThat(said).containsExactly("drifted prod@3 effective_differs 0->2000");
  }

  @Test
  void itsNumberIsToldOnceAMinuteWhileItChanges() {
    for (int round = 1; round <= 13; round++) {
      round(round, "prod@3", SyncCause.UNHEALTHY);
    }

    assertThat(said)
        .containsExactly(
            "applied_but_dead prod@3 unhealthy 0->1", "applied_but_dead prod@3 unhealthy 1->13");
  }

  @Test
  void itsEndIsTold() {
    round(3, "prod@3", SyncCause.UNHEALTHY);
    now = now.plusSeconds(60);
    round(0, "", SyncCause.UNHEALTHY);
    round(0, "", SyncCause.UNHEALTHY);

    assertThat(said).containsExactly("applied_but_dead prod@3 unhealthy 0->3", "prod@3 3->none");
  }

  @Test
  void agentsThatComeAndGoAreNoFlood() {
    for (int round = 0; round < 24; round++) {
      round(round % 2, "prod@3", SyncCause.REVERTED);
    }

    assertThat(said).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void groupsAreNotWithoutNumber() {
    now = now.plusSeconds(5);
    SyncLines.Round round = lines.round(now);
    for (int i = 0; i < SyncLines.MOST + 50; i++) {
      round.add(
          AGENT, new Sync(SyncCause.REVERTED, null, ConfigComparison.UNKNOWN), "c" + i + "@1");
    }
    round.end();

    assertThat(said).hasSize(SyncLines.MOST);
  }

  @Test
  void ofThoseThatRefusedTheirOffersTell() {
    assertThat(SyncLines.tells(SyncState.FAILED)).isFalse();
    assertThat(SyncLines.tells(SyncState.IN_SYNC)).isFalse();
    assertThat(SyncLines.tells(SyncState.DRIFTED)).isTrue();
    assertThat(SyncLines.tells(SyncState.APPLIED_BUT_DEAD)).isTrue();
  }
}
