package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerCapability;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.PackageStatuses;
import io.muster.telemetry.OfferMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A kind of offer that the server does not know goes the whole way by nothing but its own class:
 * begun, stored, sent, answered, counted, given up, retried, taken back.
 */
class NewKindOfOfferTest {

  private static final ContentHash WANTED = ConfigUnderTest.hash("packages");

  private final FleetHarness harness = new FleetHarness();
  private final Packages packages = new Packages();

  NewKindOfOfferTest() {
    harness.kinds.add(packages);
  }

  /** Packages, as an agent would be offered and report them. */
  private static final class Packages implements Offer {

    static final OfferTraits TRAITS =
        new OfferTraits(
            new OfferKind("PACKAGES"),
            ServerCapability.OFFERS_PACKAGES,
            AgentCapability.REPORTS_PACKAGE_STATUSES,
            message -> message.hasPackageStatuses() ? status(message.getPackageStatuses()) : null,
            Packages::reported,
            new OfferMetrics.Names("test.package.offers", "test.package"),
            Set.of(Trait.REMEMBERED_BY_AGENT, Trait.REFUSED_UNASKED));

    private static @Nullable OfferStatus reported(Reported reported) {
      try {
        return reported.packageStatuses() == null
            ? null
            : status(PackageStatuses.parseFrom(reported.packageStatuses()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
    }

    private static OfferStatus status(PackageStatuses statuses) {
      ByteString hash = statuses.getServerProvidedAllPackagesHash();
      OfferStatus.State state =
          hash.isEmpty()
              ? OfferStatus.State.UNSET
              : statuses.getErrorMessage().isEmpty()
                  ? OfferStatus.State.APPLIED
                  : OfferStatus.State.FAILED;
      return new OfferStatus(new ContentHash(hash), state, statuses.getErrorMessage());
    }

    @Override
    public OfferTraits traits() {
      return TRAITS;
    }

    @Override
    public Optional<Due> due(AgentState agent, Transport transport) {
      OfferStatus status = reported(agent.reported());
      boolean has = status != null && status.hash().equals(WANTED) && status.error().isEmpty();
      return has || !agent.can(AgentCapability.REPORTS_PACKAGE_STATUSES)
          ? Optional.empty()
          : Optional.of(new Due(WANTED, "agent 1.2", 1, Fragments.flags(1), Instant.EPOCH));
    }

    @Override
    public Outgoing outgoing(AgentState agent, Due due) {
      return Outgoing.CHANGE;
    }

    @Override
    public void refresh() {}
  }

  private static AgentToServer.Builder able(AgentToServer.Builder message) {
    return message.setCapabilities(
        message.getCapabilities() | AgentCapability.REPORTS_PACKAGE_STATUSES.bit());
  }

  private static AgentToServer.Builder saying(long sequence, ContentHash hash, String error) {
    return able(message(sequence))
        .setPackageStatuses(
            PackageStatuses.newBuilder()
                .setServerProvidedAllPackagesHash(hash.bytes())
                .setErrorMessage(error));
  }

  private KnownAgent offered() {
    KnownAgent agent =
        harness.accepted(
            able(complete(1)).setPackageStatuses(PackageStatuses.getDefaultInstance()));
    assertThat(harness.offers().decide(agent, packages)).isInstanceOf(OfferDecision.Begin.class);
    assertThat(harness.offered(agent, packages)).isEqualTo(WANTED);
    return agent;
  }

  private Attempt attempt(KnownAgent agent) {
    return agent.state().facts().attempts().find(packages.kind(), WANTED).orElseThrow();
  }

  private double counted(String status) {
    return harness.meters.get("test.package.offers").tag("status", status).counter().count();
  }

  @Test
  void itIsStoredBeforeItIsSentAndAppliedInTheEnd() {
    KnownAgent agent = offered();
    KnownAgent stored = harness.restarted().fleet().find(FleetHarness.UID).orElseThrow();
    assertThat(attempt(stored)).isEqualTo(attempt(agent));
    assertThat(attempt(agent).name()).isEqualTo("agent 1.2");
    assertThat(harness.offered(agent, packages)).isNull();
    var _ = harness.accepted(saying(2, WANTED, ""));
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(harness.offered(agent, packages)).isNull();
    assertThat(counted("offered")).isEqualTo(1);
    assertThat(counted("applied")).isEqualTo(1);
  }

  @Test
  void itsFailureIsFinalUntilARetry() {
    KnownAgent agent = offered();
    var _ = harness.accepted(saying(2, WANTED, "no space"));
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.FAILED);
    assertThat(attempt(agent).error()).isEqualTo("no space");
    assertThat(harness.offered(agent, packages)).isNull();
    assertThat(counted("failed")).isEqualTo(1);
    harness.fleet().retry(agent).join();
    assertThat(harness.offered(agent, packages)).isEqualTo(WANTED);
  }

  @Test
  void itIsGivenUpAfterThreeTries() {
    KnownAgent agent = offered();
    for (int tries = 2; tries <= 3; tries++) {
      harness.pass(Duration.ofSeconds(61));
      assertThat(harness.offered(agent, packages)).isEqualTo(WANTED);
    }
    harness.pass(Duration.ofSeconds(61));
    // Asking changes nothing.
    assertThat(harness.offers().decide(agent, packages)).isInstanceOf(OfferDecision.Settled.class);
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.OFFERED);
    assertThat(counted("no_answer")).isZero();
    assertThat(harness.offered(agent, packages)).isNull();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.NO_ANSWER);
    assertThat(counted("no_answer")).isEqualTo(1);
  }

  @Test
  void itIsIndependentOfOtherKinds() {
    KnownAgent agent = offered();
    harness.config.want(ConfigUnderTest.hash("config"));
    assertThat(harness.offered(agent)).isEqualTo(ConfigUnderTest.hash("config"));
    assertThat(harness.offered(agent, packages)).isNull();
    var _ = harness.accepted(saying(2, WANTED, ""));
    assertThat(harness.offered(agent)).isNull();
    assertThat(
            agent.state().facts().attempts().open(OfferKind.CONFIG, ConfigUnderTest.hash("config")))
        .isTrue();
  }

  @Test
  void itIsHeldBackWhileItsStatusIsAskedFor() {
    KnownAgent agent = harness.accepted(able(complete(1)));
    assertThat(harness.reporting().takeFlags(agent)).isEqualTo(1);
    assertThat(harness.offered(agent, packages)).isNull();
    var _ = harness.accepted(saying(2, WANTED, ""));
    assertThat(harness.offered(agent, packages)).isNull();
    assertThat(agent.state().facts().attempts().list()).isEmpty();
  }

  @Test
  void anAgentThatLostItsMemoryIsOfferedItAgain() {
    KnownAgent agent = offered();
    var _ = harness.accepted(saying(2, WANTED, ""));
    var _ = harness.accepted(saying(3, ContentHash.NONE, ""));
    assertThat(harness.offered(agent, packages)).isEqualTo(WANTED);
  }

  @Test
  void itIsTakenBackForGood() {
    KnownAgent agent = offered();
    harness.fleet().takeBack(agent, packages.kind(), WANTED, "bad").join();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.TAKEN_BACK);
    harness.reconnect();
    assertThat(harness.offered(agent, packages)).isNull();
  }
}
