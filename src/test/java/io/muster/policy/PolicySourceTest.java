package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.OfferStatus.State;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.config.Versioned;
import io.muster.fleet.Offer;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicySourceTest {

  private final World world = new World();
  private final ConfigReference prod = ConfigReference.newest("prod");

  private Policy policy() {
    return world.policies.current();
  }

  @Test
  void aChangeIsInForceWhenItIsAnsweredAndRaisesTheGeneration() {
    world.put("prod", "a: 1");
    long first = policy().generation();
    world.target("t", "env=prod", "prod", 100);
    assertThat(policy().targets()).hasSize(1);
    assertThat(policy().generation()).isGreaterThan(first);
    world.put("prod", "a: 2");
    assertThat(policy().resolve(prod).orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void aRevisionIsEncodedOnceAndSharedBetweenSnapshotsAndReferences() {
    world.put("prod", "a: 1");
    world.target("follows", "env=prod", "prod", 100);
    EncodedRevision first = policy().resolve(prod).orElseThrow();
    world.target("pins", "env=dev", "prod@1", 100);
    assertThat(policy().resolve(prod).orElseThrow()).isSameAs(first);
    assertThat(policy().resolve(ConfigReference.parse("prod@1")).orElseThrow()).isSameAs(first);
    world.put("prod", "a: 2");
    assertThat(policy().resolve(ConfigReference.parse("prod@1")).orElseThrow()).isSameAs(first);
    assertThat(policy().resolve(prod).orElseThrow().number()).isEqualTo(2);
  }

  @Test
  void listenersAreToldOfChangesAndOfNothingElse() {
    List<Policy> told = new ArrayList<>();
    world.policies.onChange(told::add);
    world.put("prod", "a: 1");
    assertThat(told).as("nobody uses the config").isEmpty();
    world.target("t", "env=prod", "prod", 100);
    assertThat(told).containsExactly(policy());
    world.policies.refresh();
    world.put("prod", "a: 1");
    assertThat(told).hasSize(1);
    world.put("prod", "a: 2");
    assertThat(told).hasSize(2);
  }

  @Test
  void anotherInstanceSeesTheChangeWhenItReadsAgain() {
    World other = world.restarted();
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    assertThat(other.policies.current().targets()).isEmpty();
    Policy read = other.policies.refresh();
    assertThat(read.targets()).hasSize(1);
    assertThat(read.generation()).isEqualTo(policy().generation());
    assertThat(other.policies.refresh()).isSameAs(read);
  }

  @Test
  void theGenerationGoesOnAfterARestart() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    assertThat(world.restarted().policies.current().generation()).isEqualTo(policy().generation());
  }

  @Test
  void otherContentUnderAKnownGenerationRaisesIt() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    long before = policy().generation();
    // A writer that died between its change and the generation.
    Versioned<Target> stored = world.targetStore.get("t").orElseThrow();
    Target changed = Fixtures.target("t", "env=dev", "prod", 100, 0).build();
    assertThat(world.targetStore.replace(changed, stored.version())).isTrue();
    world.policies.refresh();
    assertThat(policy().targets()).containsExactly(changed);
    assertThat(policy().generation()).isGreaterThan(before);
  }

  @Test
  void nothingIsReadBeforeTheStart() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    PolicySource source =
        new PolicySource(world.resolver, world.targetStore, world.settingsStore, Hints.NONE);
    assertThat(source.current()).isSameAs(Policy.EMPTY);
    source.load();
    assertThat(source.current().targets()).hasSize(1);
  }

  @Test
  void aListenerThatThrowsKeepsNobodyFromHearingOfThePolicyNorThePolicyFromBeingInForce() {
    List<Policy> heard = new ArrayList<>();
    world.policies.onChange(policy -> {
      throw new IllegalStateException("broken");
    });
    world.policies.onChange(heard::add);
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    assertThat(heard).isNotEmpty();
    assertThat(world.policies.current().targets()).hasSize(1);
  }

  @Test
  void aStoreThatIsAwayLeavesThePolicyInForce() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    CrashingStores away =
        new CrashingStores(world.configStore, world.targetStore, world.settingsStore, 4, true);
    Resolver resolver = new Resolver(away, world.ruleStore, World.RULES, World.LIMITS);
    PolicySource source = new PolicySource(resolver, away.targets(), away, Hints.NONE);
    source.load();
    assertThat(source.current().generation()).isZero();
    assertThatThrownBy(source::refresh).isInstanceOf(CrashingStores.Killed.class);
    source.changed();
    assertThat(source.current().targets()).isEmpty();
  }

  private AgentState reporting(@Nullable OfferStatus status, AgentCapability... capabilities) {
    AgentState agent = DesiredTest.agentInBucket(1, "env", "prod");
    Reported said = agent.reported();
    return agent.withReported(
        new Reported(
            AgentCapabilities.of(capabilities),
            said.description(),
            null,
            null,
            status,
            null,
            null,
            List.of(),
            null));
  }

  private Optional<Offer.Due> due(AgentState agent) {
    return new ConfigOffer(
            world.policies,
            new Fallbacks(world.resolver, world.policies, () -> Fixtures.NOW),
            () -> Fixtures.NOW)
        .due(agent, Transport.WEBSOCKET);
  }

  private EncodedRevision offered() {
    world.put("prod", "a: 1");
    world.target("t", "env=prod", "prod", 100);
    return policy().resolve(prod).orElseThrow();
  }

  @Test
  void anAgentWithoutTheConfigIsOfferedTheSharedField() {
    EncodedRevision revision = offered();
    for (OfferStatus status :
        new OfferStatus[] {
          new OfferStatus(ContentHash.NONE, State.UNSET, ""),
          new OfferStatus(ContentHash.parse("00"), State.APPLIED, "")
        }) {
      Offer.Due due = due(reporting(status, AgentCapability.ACCEPTS_REMOTE_CONFIG)).orElseThrow();
      assertThat(due.hash()).isEqualTo(revision.hash());
      assertThat(due.fragment()).isSameAs(revision.remoteConfig());
      assertThat(due.generation()).isEqualTo(policy().generation());
      assertThat(due.since()).isEqualTo(Fixtures.NOW);
    }
    assertThat(due(reporting(null, AgentCapability.ACCEPTS_REMOTE_CONFIG))).isPresent();
  }

  @Test
  void anAgentThatCannotTakeAConfigIsOfferedNone() {
    offered();
    assertThat(due(reporting(null, AgentCapability.REPORTS_STATUS))).isEmpty();
  }

  @Test
  void anAgentThatHasAppliedTheConfigIsNotOfferedItAgain() {
    OfferStatus status = new OfferStatus(offered().hash(), State.APPLIED, "");
    assertThat(due(reporting(status, AgentCapability.ACCEPTS_REMOTE_CONFIG))).isEmpty();
  }

  @Test
  void whatIsStillOnItsWayIsOvertakenByWhatIsWantedAgain() {
    OfferStatus status = new OfferStatus(offered().hash(), State.APPLIED, "");
    ContentHash other = ContentHash.parse("0a");
    AgentState agent = reporting(status, AgentCapability.ACCEPTS_REMOTE_CONFIG);
    Attempts attempts =
        agent
            .facts()
            .attempts()
            .offered(OfferKind.CONFIG, other, "prod@2", 2, Fixtures.NOW, Duration.ofSeconds(60));
    assertThat(due(agent.withFacts(agent.facts().withAttempts(attempts))))
        .map(Offer.Due::hash)
        .hasValue(offered().hash());
    Attempts refused =
        attempts.answered(
            OfferKind.CONFIG, new OfferStatus(other, State.FAILED, "no"), Fixtures.NOW);
    assertThat(due(agent.withFacts(agent.facts().withAttempts(refused)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "APPLIED")
  void whetherAConfigThatIsNotAppliedIsSentAgainIsLeftToTheAttempts(State state) {
    OfferStatus status = new OfferStatus(offered().hash(), state, "no such port");
    assertThat(due(reporting(status, AgentCapability.ACCEPTS_REMOTE_CONFIG))).isPresent();
  }

  @Test
  void anAgentForWhichThereIsNothingIsOfferedNothing() {
    assertThat(due(reporting(null, AgentCapability.ACCEPTS_REMOTE_CONFIG))).isEmpty();
  }
}
