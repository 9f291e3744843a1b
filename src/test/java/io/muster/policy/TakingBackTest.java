package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which configs a freeze does not stop, because a rollout takes back what it gave. */
class TakingBackTest {

  private static final InstanceUid UID = new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE);

  /** Of the policy before the rollout. */
  private static final long SINCE = 5;

  private final World world = new World();

  @BeforeEach
  void configs() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    world.put("prod", "a: 3");
    var _ = world.target("all", "", "prod@1", 100);
  }

  private ContentHash hash(String config) {
    return ((Resolver.Resolved) world.resolver.load(ConfigReference.parse(config)))
        .revision()
        .hash();
  }

  private Attempts offered(Attempts before, String config, long generation) {
    return before.offered(
        OfferKind.CONFIG, hash(config), config, generation, Fixtures.NOW, Duration.ofMinutes(1));
  }

  private Attempts applied(Attempts before, String config, long generation) {
    return offered(before, config, generation)
        .answered(
            OfferKind.CONFIG,
            new OfferStatus(hash(config), OfferStatus.State.APPLIED, ""),
            Fixtures.NOW);
  }

  private static AgentState agent(Attempts attempts) {
    return new AgentState(
        UID, Reported.NOTHING, AgentFacts.of(UID, Fixtures.NOW).withAttempts(attempts));
  }

  private Target target() {
    return world.targets.get("all").orElseThrow();
  }

  private Policy policy(Target target) {
    return world
        .policies
        .current()
        .with(
            List.of(target),
            Map.of(
                ConfigReference.parse("prod@1"), encoded("prod@1"),
                ConfigReference.parse("prod@2"), encoded("prod@2"),
                ConfigReference.parse("prod@3"), encoded("prod@3")));
  }

  private EncodedRevision encoded(String config) {
    return ((Resolver.Resolved) world.resolver.load(ConfigReference.parse(config))).revision();
  }

  private Tried tried(String config) {
    return new Tried("all-1", hash(config), SINCE);
  }

  private boolean back(Attempts attempts, Target target) {
    return TakingBack.is(agent(attempts), policy(target), hash("prod@1"));
  }

  private Attempts given() {
    return offered(applied(Attempts.NONE, "prod@1", 3), "prod@2", SINCE + 1);
  }

  @Test
  void whatARolloutGaveIsTakenBackFromWhoeverWasGivenIt() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    assertThat(back(given(), over)).isTrue();
    assertThat(back(applied(given(), "prod@2", SINCE + 1), over)).isTrue();
  }

  @Test
  void whoeverWasNotGivenItIsOfferedAChange() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    assertThat(back(Attempts.NONE, over)).isFalse();
    assertThat(back(applied(Attempts.NONE, "prod@3", SINCE + 1), over)).isFalse();
  }

  @Test
  void whatItHadBeforeTheRolloutIsNoneOfItsDoing() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    assertThat(back(applied(Attempts.NONE, "prod@2", SINCE), over)).isFalse();
  }

  @Test
  void aFurtherTryTakesBackAsWell() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    assertThat(back(offered(given(), "prod@1", SINCE + 2), over)).isTrue();
  }

  @Test
  void whileARolloutRunsOnlyThoseGoBackThatItDoesNotGiveTheConfigAnyMore() {
    Split all =
        new Split("all-1", ConfigReference.parse("prod@2"), 10_000, List.of(), Set.of(), Set.of());
    Split butOne =
        new Split(
            "all-1", ConfigReference.parse("prod@2"), 10_000, List.of(), Set.of(), Set.of(UID));
    Target running = target().trying(tried("prod@2"));
    assertThat(back(given(), running.withSplit(all, null))).isFalse();
    assertThat(back(given(), running.withSplit(butOne, null))).isTrue();
  }

  @Test
  void anotherConfigOfTheTargetIsAChangeWhateverWasTried() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    var _ = world.target("all", "", "prod@3", 100);
    Target put = target().withHistoryOf(over);
    assertThat(put.tried()).isEmpty();
    assertThat(TakingBack.is(agent(given()), policy(put), hash("prod@3"))).isFalse();
  }

  @Test
  void puttingTheSameConfigForgetsNothingThatWasTried() {
    Target over = target().trying(tried("prod@2")).takenBack(null);
    assertThat(target().withHistoryOf(over).tried()).containsExactly(tried("prod@2"));
  }

  @Test
  void whatSucceededIsTriedNoMore() {
    Target over =
        target().trying(tried("prod@2")).succeeded(ConfigReference.parse("prod@2"), "all-1");
    assertThat(over.tried()).isEmpty();
  }

  @Test
  void onlyTheLatestAreRemembered() {
    Target target = target();
    for (int i = 0; i < RolloutMarks.MAX_REMEMBERED + 5; i++) {
      target = target.trying(new Tried("all-" + i, hash("prod@2"), i));
    }
    assertThat(target.tried()).hasSize(RolloutMarks.MAX_REMEMBERED);
    assertThat(target.tried().getLast().rollout())
        .isEqualTo("all-" + (RolloutMarks.MAX_REMEMBERED + 4));
  }
}
