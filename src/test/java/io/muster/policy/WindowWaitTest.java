package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom the window of a target keeps waiting. */
class WindowWaitTest {

  /** It is Monday, three in the morning. */
  private static final Window DAYS = Window.parse(List.of("mon"), "08:00", "16:00", "UTC");

  private static final Instant MONDAY_NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant SUNDAY = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LAST_MONDAY = Instant.parse("2026-11-16T12:00:00Z");
  private static final Instant EIGHT = Instant.parse("2026-11-23T08:00:00Z");
  private static final InstanceUid UID = new InstanceUid(1, 2);

  private final World world = new World();
  private Instant wantedSince = SUNDAY;
  private String config = "prod@2";
  private UnaryOperator<Target> steered = UnaryOperator.identity();

  @BeforeEach
  void configs() {
    world.put("prod", "a: 1");
    world.put("prod", "a: 2");
    world.put("prod", "a: 3");
  }

  private ContentHash hash(String reference) {
    return world.configs.get(ConfigReference.parse(reference)).orElseThrow().hash();
  }

  private Policy policy(@Nullable Window window) {
    Target target =
        steered.apply(
            new Target(
                "prod-eu",
                World.target("prod-eu", "", config, 100, 0).spec().within(window),
                1,
                SUNDAY,
                "ops",
                wantedSince,
                RolloutMarks.NONE,
                0));
    Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
    for (ConfigReference reference : target.references()) {
      revisions.put(reference, EncodedRevision.of(world.configs.get(reference).orElseThrow()));
    }
    return new Policy(
        new PolicySettings(null, 1, Fixtures.NOW, ""), new ArrayList<>(List.of(target)), revisions);
  }

  private static AgentState agent(Attempts attempts, @Nullable ContentHash applied) {
    Reported reported =
        new Reported(
            AgentCapabilities.of(
                AgentCapability.REPORTS_STATUS,
                AgentCapability.ACCEPTS_REMOTE_CONFIG,
                AgentCapability.REPORTS_REMOTE_CONFIG),
            null,
            null,
            null,
            applied == null
                ? new OfferStatus(new ContentHash(ByteString.EMPTY), OfferStatus.State.UNSET, "")
                : new OfferStatus(applied, OfferStatus.State.APPLIED, ""),
            null,
            null,
            List.of(),
            null);
    return new AgentState(UID, reported, AgentFacts.of(UID, LAST_MONDAY).withAttempts(attempts));
  }

  /** One that was given these, one after the other, and applied each. */
  private AgentState given(String... references) {
    Attempts attempts = Attempts.NONE;
    ContentHash last = null;
    for (String reference : references) {
      last = hash(reference);
      attempts =
          attempts
              .offered(OfferKind.CONFIG, last, reference, 1, LAST_MONDAY, Duration.ofSeconds(60))
              .answered(
                  OfferKind.CONFIG,
                  new OfferStatus(last, OfferStatus.State.APPLIED, ""),
                  LAST_MONDAY);
    }
    return agent(attempts, last);
  }

  private Optional<WindowWait> wait(AgentState agent, Instant now) {
    return WindowWait.of(agent, Desired.desired(agent, policy(DAYS)), now);
  }

  private void assertWaits(AgentState agent) {
    assertThat(wait(agent, Fixtures.NOW)).contains(new WindowWait("prod-eu", DAYS, EIGHT));
  }

  private void assertGoesOn(AgentState agent) {
    assertThat(wait(agent, Fixtures.NOW)).isEmpty();
  }

  @Test
  void aChangeWaitsForTheWindowAndSaysSo() {
    AgentState agent = given("prod@1");
    assertWaits(agent);
    assertThat(wait(agent, MONDAY_NOON)).isEmpty();
    assertThat(wait(agent, Fixtures.NOW).orElseThrow().text())
        .isEqualTo(
            "the window of target prod-eu (mon 08:00-16:00 UTC), which opens at"
                + " 2026-11-23T08:00+00:00");
    Policy always = policy(null);
    assertThat(WindowWait.of(agent, Desired.desired(agent, always), Fixtures.NOW)).isEmpty();
  }

  @Test
  void nothingIsOfferedToOneThatWaits() {
    PolicySource source = world.policies;
    TargetSpec spec = World.target("prod-eu", "", "prod@2", 100, 0).spec().within(DAYS);
    assertThat(world.targets.put(new PutTarget("prod-eu", spec, "ops", null)))
        .isInstanceOfSatisfying(
            TargetOutcome.Saved.class,
            saved ->
                assertThat(saved.warnings())
                    .containsExactly(
                        "the window of target prod-eu (mon 08:00-16:00 UTC) is closed: its agents"
                            + " are given prod@2 from 2026-11-23T08:00+00:00 on"));
    Fallbacks fallbacks = new Fallbacks(world.resolver, source, () -> Fixtures.NOW);
    AgentState agent = given("prod@1");
    assertThat(new ConfigOffer(source, fallbacks, () -> Fixtures.NOW).due(agent, Transport.HTTP))
        .isEmpty();
    assertThat(new ConfigOffer(source, fallbacks, () -> MONDAY_NOON).due(agent, Transport.HTTP))
        .isPresent();
  }

  @Test
  void anAgentGetsBackWhatItWasGivenLast() {
    AgentState empty = agent(given("prod@1", "prod@2").facts().attempts(), null);
    assertGoesOn(empty);
  }

  @Test
  void theConfigBeforeIsAChangeToo() {
    config = "prod@1";
    assertWaits(given("prod@1", "prod@2"));
  }

  @Test
  void anAgentThatHasNothingGetsWhatWasWantedInAWindow() {
    AgentState empty = agent(Attempts.NONE, null);
    assertWaits(empty);
    wantedSince = LAST_MONDAY;
    assertGoesOn(empty);
    wantedSince = LAST_MONDAY.minus(Duration.ofDays(1));
    assertGoesOn(empty);
    assertWaits(agent(Attempts.NONE, hash("prod@1")));
    // What follows is wanted since its revision is there, tonight.
    config = "prod";
    assertWaits(empty);
  }

  @Test
  void whatARolloutGivesHasTheHoursOfItsStage() {
    config = "prod@1";
    ConfigReference to = ConfigReference.parse("prod@2");
    steered = target -> target.withSplit(Split.none("prod-eu-1", to), null);
    assertGoesOn(given("prod@1"));
    assertWaits(given("prod@3"));
    steered =
        target ->
            target.withSplit(new Split("prod-eu-1", to, 0, List.of(), Set.of(UID), Set.of()), null);
    assertGoesOn(given("prod@1"));
    assertGoesOn(given("prod@3"));
  }

  @Test
  void whatARolloutTakesBackDoesNotWait() {
    config = "prod@1";
    ConfigReference to = ConfigReference.parse("prod@2");
    steered =
        target ->
            target.withSplit(
                new Split("prod-eu-1", to, 10_000, List.of(), Set.of(), Set.of(UID)), null);
    assertGoesOn(given("prod@1", "prod@2"));
    assertGoesOn(given("prod@3", "prod@2"));
    steered = target -> target.takenBack(null).trying(new Tried("r-1", hash("prod@2"), 0));
    assertGoesOn(given("prod@3", "prod@2"));
    assertWaits(given("prod@3"));
    steered = target -> target.succeeded(ConfigReference.parse("prod@2"), "prod-eu-2");
    assertWaits(given("prod@1"));
    assertGoesOn(agent(Attempts.NONE, null));
  }

  @Test
  void anotherPutEndsWhatDoesNotWait() {
    Target aborted =
        Fixtures.target("t", "", "prod@1", 100, 0)
            .window(DAYS)
            .build()
            .trying(new Tried("r-1", hash("prod@2"), 0));
    Target weighed = Fixtures.target("t", "", "prod@1", 50, 0).window(DAYS).build();
    assertThat(weighed.withHistoryOf(aborted).tried()).hasSize(1);
    Target other = Fixtures.target("t", "", "prod@3", 50, 0).window(DAYS).build();
    assertThat(other.withHistoryOf(aborted).tried()).isEmpty();
  }

  @Test
  void aWindowIsSeenToOpenOnce() {
    Instant[] now = {Fixtures.NOW};
    OpenWindows windows = new OpenWindows(() -> now[0]);
    assertThat(windows.opened(policy(null))).isFalse();
    assertThat(windows.opened(policy(DAYS))).isFalse();
    now[0] = MONDAY_NOON;
    assertThat(windows.opened(policy(DAYS))).isTrue();
    assertThat(windows.opened(policy(DAYS))).isFalse();
    now[0] = Fixtures.NOW.plus(Duration.ofDays(7));
    assertThat(windows.opened(policy(DAYS))).isFalse();
    now[0] = MONDAY_NOON.plus(Duration.ofDays(7));
    assertThat(windows.opened(policy(DAYS))).isTrue();
  }
}
