package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferTraits;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.ServerCapability;
import io.muster.telemetry.OfferMetrics;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Offers each agent the config the policy wants for it (RC-1 to RC-8), or the last one that went
 * well there if it refused that one and has something that was taken back (SEMANTICS 21). An agent
 * that names the config's hash as applied has it, and one that waits for the window of its target
 * is due nothing; when an offer is awaited, repeated, given up or final is the fleet's business
 * (SEMANTICS 10).
 */
@Singleton
public final class ConfigOffer implements Offer {

  /** `remote_config`: agents keep it, and say which one they have. */
  public static final OfferTraits TRAITS =
      new OfferTraits(
          OfferKind.CONFIG,
          ServerCapability.OFFERS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG,
          message ->
              message.hasRemoteConfigStatus()
                  ? OfferStatus.of(message.getRemoteConfigStatus())
                  : null,
          Reported::configStatus,
          new OfferMetrics.Names("opamp.server.config.updates", "muster.config"),
          Set.of(Trait.REMEMBERED_BY_AGENT, Trait.REFUSED_UNASKED, Trait.SHOWN_BY_WHAT_RUNS));

  private final PolicySource policies;
  private final Fallbacks fallbacks;
  private final InstantSource clock;
  private final Supplier<RunningConfigs> runs;

  /**
   * Offers what the policy in force wants, but to agents that are found to run it already.
   *
   * @param clock what the windows of targets open by
   */
  @Inject
  ConfigOffer(
      PolicySource policies,
      Fallbacks fallbacks,
      InstantSource clock,
      Instance<RunningConfigs> runs) {
    // Looked up when first asked: it needs the fleet.
    this(policies, fallbacks, clock, (Supplier<RunningConfigs>) runs::get);
  }

  /** Offers what the policy in force wants, whatever agents run. */
  public ConfigOffer(PolicySource policies, Fallbacks fallbacks, InstantSource clock) {
    this(policies, fallbacks, clock, () -> RunningConfigs.NONE_KNOWN);
  }

  /** As injected, for those who put a server together by hand. */
  public ConfigOffer(
      PolicySource policies,
      Fallbacks fallbacks,
      InstantSource clock,
      Supplier<RunningConfigs> runs) {
    this.policies = policies;
    this.fallbacks = fallbacks;
    this.clock = clock;
    this.runs = runs;
  }

  @Override
  public OfferTraits traits() {
    return TRAITS;
  }

  @Override
  public Optional<Due> due(AgentState agent, Transport transport) {
    if (!agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
      return Optional.empty();
    }
    Policy policy = policies.current();
    Desired desired = Desired.desired(agent, policy);
    EncodedRevision revision = desired.revision();
    if (revision == null
        || settled(agent, revision.hash(), clock.instant())
        || WindowWait.of(agent, desired, clock.instant()).isPresent()) {
      return Optional.empty();
    }
    Optional<Attempt> fallback =
        agent.facts().attempts().fallback(OfferKind.CONFIG, revision.hash());
    EncodedRevision offered =
        fallback.isPresent() ? fallback.flatMap(fallbacks::find).orElse(revision) : revision;
    return Optional.of(
        new Due(
            offered.hash(),
            offered.text(),
            policy.generation(),
            offered.remoteConfig(),
            desired.since()));
  }

  @Override
  public Outgoing outgoing(AgentState agent, Due due) {
    return TakingBack.is(agent, policies.current(), due.hash())
        ? Outgoing.TAKING_BACK
        : Outgoing.CHANGE;
  }

  @Override
  public Running running(AgentState agent, Due due) {
    EncodedRevision wanted = mayRun(agent, due);
    return wanted == null ? Running.OTHER : runs.get().known(agent, wanted);
  }

  @Override
  public CompletableFuture<Void> findOut(AgentState agent, Due due) {
    EncodedRevision wanted = mayRun(agent, due);
    return wanted == null
        ? CompletableFuture.completedFuture(null)
        : runs.get().findOut(agent, wanted);
  }

  /** What is due, if the agent may run it without ever having been sent a config; else null. */
  private @Nullable EncodedRevision mayRun(AgentState agent, Due due) {
    if (agent.reported().effectiveConfig() == null || !agent.neverSentConfig()) {
      return null;
    }
    EncodedRevision desired = Desired.desired(agent, policies.current()).revision();
    return desired != null && desired.hash().equals(due.hash()) ? desired : null;
  }

  @Override
  public Optional<Attempt> standing(AgentState agent) {
    if (agent.facts().attempts().list().isEmpty()) {
      return Optional.empty(); // Quicker than asking what is wanted.
    }
    EncodedRevision desired = Desired.desired(agent, policies.current()).revision();
    return desired == null
        ? Optional.empty()
        : agent
            .facts()
            .attempts()
            .find(OfferKind.CONFIG, desired.hash())
            .map(attempt -> attempt.withName(desired.text()));
  }

  @Override
  public void refresh() {
    var _ = policies.refresh();
  }

  /** Short of APPLIED the history of attempts decides, which an operator may clear (RC-8). */
  private static boolean settled(AgentState agent, ContentHash desired, Instant now) {
    return agent.hasConfig(desired)
        && !anotherInFlight(agent, desired)
        && !sentAnew(agent, desired, now);
  }

  /** It runs something else, and an operator wants it put back (SEMANTICS 28). */
  private static boolean sentAnew(AgentState agent, ContentHash desired, Instant now) {
    Attempt attempt = agent.facts().attempts().get(OfferKind.CONFIG, desired);
    return attempt != null && attempt.sentAnew(now);
  }

  /** Something else was sent after what it has: it will have that unless it is sent this again. */
  private static boolean anotherInFlight(AgentState agent, ContentHash desired) {
    Optional<Attempt> newest = agent.facts().attempts().newest(OfferKind.CONFIG);
    return newest.isPresent()
        && !newest.get().state().terminal()
        && !newest.get().hash().equals(desired);
  }
}
