package io.muster.sync;

import io.muster.agent.AgentState;
import io.muster.agent.Baseline;
import io.muster.agent.ConfigComparison;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Presence;
import io.muster.agent.Sync;
import io.muster.agent.SyncState;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferScheduler;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.WindowWait;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import io.muster.telemetry.FleetMetrics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether each agent runs what it should, now. Effective configs are compared in the background, a
 * bounded time in each round; until an agent's turn came, its effective config counts as unknown,
 * as it does while a newer one is known on another instance only. Thread-safe.
 */
@Singleton
public final class SyncStates {

  /** Of each round; reading and comparing one config takes a millisecond or so. */
  private static final Duration ROUND = Duration.ofMillis(500);

  /** Baselines made in one round: each is a write of an agent. */
  private static final int BASELINES = 1_000;

  private final Fleet fleet;
  private final FleetSettings settings;
  private final PolicySource policies;
  private final OfferScheduler offers;
  private final DriftCache comparisons;
  private final Instant listeningSince;
  private final FleetCensus census;

  /** Over the fleet and the policy in force. */
  public SyncStates(
      Fleet fleet,
      FleetSettings settings,
      PolicySource policies,
      OfferScheduler offers,
      SecretKeys secretKeys,
      FleetMetrics metrics) {
    this.fleet = fleet;
    this.settings = settings;
    this.policies = policies;
    this.offers = offers;
    comparisons = new DriftCache(fleet, new SecretRedaction(secretKeys));
    listeningSince = fleet.now();
    census = new FleetCensus(fleet, settings, metrics);
  }

  /** As far as is known without I/O. */
  public Sync of(KnownAgent agent, Instant now) {
    AgentState state = agent.state();
    EncodedRevision desired = desired(state);
    ConfigComparison offered = desired == null ? null : comparisons.known(state, desired);
    if (desired == null || offered == null || agent.runsAnother()) {
      return sync(agent, state, desired, ConfigComparison.UNKNOWN, now);
    }
    Baseline baseline = baseline(state, desired, offered);
    ContentHash effective = state.reported().effectiveConfig();
    ConfigComparison change =
        baseline == null || effective == null ? null : comparisons.knownChange(baseline, effective);
    return sync(agent, state, desired, both(offered, change), now);
  }

  /**
   * The config that an agent has by its own words, and does not run; empty if it has not drifted.
   */
  public Optional<EncodedRevision> driftedFrom(KnownAgent agent, Instant now) {
    return of(agent, now).state() == SyncState.DRIFTED
        ? Optional.ofNullable(desired(agent.state()))
        : Optional.empty();
  }

  /** Both levels (SEMANTICS 28): what it was offered is there, and nothing was changed since. */
  private static ConfigComparison both(
      ConfigComparison offered, @Nullable ConfigComparison change) {
    return change instanceof ConfigComparison.Differs ? change : offered;
  }

  /** What a change since is to be measured by; null if there is nothing, or no need. */
  private static @Nullable Baseline baseline(
      AgentState state, EncodedRevision desired, ConfigComparison offered) {
    Baseline baseline = state.facts().baseline();
    return baseline != null
            && offered instanceof ConfigComparison.Same
            && baseline.isOf(state, desired.hash())
            && state.hasConfig(desired.hash())
        ? baseline
        : null;
  }

  /** Compares on both levels. Blocks. */
  private ConfigComparison compared(
      AgentState state, EncodedRevision desired, ConfigComparison offered) {
    Baseline baseline = baseline(state, desired, offered);
    ContentHash effective = state.reported().effectiveConfig();
    return baseline == null || effective == null
        ? offered
        : both(offered, comparisons.change(baseline, effective));
  }

  /** The same, its effective config compared now. Blocks: reads the store. */
  public Sync examined(KnownAgent agent, Instant now) {
    AgentState state = agent.state();
    EncodedRevision desired = desired(state);
    if (desired == null || agent.runsAnother()) {
      return sync(agent, state, desired, ConfigComparison.UNKNOWN, now);
    }
    ConfigComparison comparison = comparisons.compare(state, desired);
    tell(agent, state, desired, comparison);
    return sync(agent, agent.state(), desired, compared(state, desired, comparison), now);
  }

  /** Whether it is there. */
  Presence presence(KnownAgent agent, Instant now) {
    return agent.presence(now, settings);
  }

  /** The config an agent should have, as `prod@3`; empty if there is none. */
  String desiredName(AgentState agent) {
    EncodedRevision desired = desired(agent);
    return desired == null ? "" : desired.text();
  }

  /** How many agents are in each state, of those of which this holds; zeros included. */
  public Map<SyncState, Integer> counts(Predicate<KnownAgent> of) {
    Instant now = fleet.now();
    Map<SyncState, Integer> counts = new EnumMap<>(SyncState.class);
    for (SyncState state : SyncState.values()) {
      counts.put(state, 0);
    }
    for (KnownAgent agent : fleet.agents()) {
      if (of.test(agent)) {
        counts.merge(of(agent, now).state(), 1, Integer::sum);
      }
    }
    return Collections.unmodifiableMap(counts);
  }

  /**
   * Compares effective configs that were not compared yet, and counts; to be called now and then.
   */
  void round() {
    long end = System.nanoTime() + ROUND.toNanos();
    Instant now = fleet.now();
    Map<KnownAgent, Baseline> baselines = new HashMap<>();
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      EncodedRevision desired =
          worthComparing(state) && !agent.runsAnother() ? desired(state) : null;
      if (desired == null) {
        continue;
      }
      ConfigComparison comparison =
          due(state, desired)
              ? comparisons.compare(state, desired)
              : comparisons.known(state, desired);
      if (comparison != null) {
        tell(agent, state, desired, comparison);
        var _ = compared(state, desired, comparison);
        Baseline baseline = Baselines.due(agent, state, desired.hash(), comparison, now);
        if (baseline != null) {
          baselines.put(agent, baseline);
        }
      }
      if (baselines.size() >= BASELINES || System.nanoTime() - end > 0) {
        break; // The others have their turn in the next round.
      }
    }
    fleet.keepBaselines(baselines);
    census.take(now, agent -> of(agent, now), agent -> desiredName(agent.state()));
  }

  /**
   * The fleet, of an agent that is connected here and says nothing of offers: what it runs is the
   * answer.
   */
  private void tell(
      KnownAgent agent, AgentState state, EncodedRevision desired, ConfigComparison comparison) {
    ContentHash effective = state.reported().effectiveConfig();
    if (effective == null || agent.link() == null || state.tellsConfigStatus()) {
      return;
    }
    switch (comparison) {
      case ConfigComparison.Same _ ->
          offers.seen(agent, OfferKind.CONFIG, desired.hash(), effective, null);
      case ConfigComparison.Differs differs ->
          offers.seen(agent, OfferKind.CONFIG, desired.hash(), effective, differs.sentence());
      case ConfigComparison.Unknown() -> {}
    }
  }

  private static boolean worthComparing(AgentState agent) {
    return agent.reported().effectiveConfig() != null
        && agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG);
  }

  /** While it says that it has another config there is nothing to find. */
  private boolean due(AgentState agent, EncodedRevision desired) {
    OfferStatus status = agent.reported().configStatus();
    boolean says =
        (status != null && status.hash().equals(desired.hash())) || agent.hasConfig(desired.hash());
    return (says || !agent.tellsConfigStatus()) && comparisons.known(agent, desired) == null;
  }

  private boolean waits(AgentState agent, Instant now) {
    Policy policy = policies.current();
    return policy.hasWindows()
        && WindowWait.of(agent, Desired.desired(agent, policy), now).isPresent();
  }

  private @Nullable EncodedRevision desired(AgentState agent) {
    return Desired.desired(agent, policies.current()).revision();
  }

  private Sync sync(
      KnownAgent agent,
      AgentState state,
      @Nullable EncodedRevision desired,
      ConfigComparison comparison,
      Instant now) {
    Presence presence = agent.presence(now, settings);
    return Sync.of(
        new Sync.Known(
            state,
            desired == null ? null : desired.hash(),
            presence,
            agent.lastSeen(),
            agent.saidGoodbye(),
            listeningSince,
            comparison,
            now,
            waits(state, now)));
  }
}
