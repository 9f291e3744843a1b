package io.muster.fleet;

import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.telemetry.FleetMetrics;
import io.muster.telemetry.OfferMetrics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rules and the meters of each kind of offer, made once. Thread-safe. */
final class OfferRulebook {

  /** What is kept of a kind: its rules for agents that tell a status, and for others. */
  private record Kind(OfferRules telling, OfferRules silent, OfferMetrics metrics) {}

  private final OfferRegistry registry;
  private final FleetSettings settings;
  private final FleetMetrics metrics;
  private final Map<OfferKind, Kind> kinds = new ConcurrentHashMap<>();

  OfferRulebook(OfferRegistry registry, FleetSettings settings, FleetMetrics metrics) {
    this.registry = registry;
    this.settings = settings;
    this.metrics = metrics;
  }

  /** All kinds that there are. */
  List<Offer> offers() {
    return registry.all();
  }

  /** Registers the meters of all kinds, before anything is offered. */
  void registerMeters() {
    registry.all().forEach(offer -> kind(offer.traits()));
  }

  /** What holds for offers of a kind to an agent. */
  OfferRules rules(KnownAgent agent, OfferTraits traits) {
    return rules(agent, kind(traits));
  }

  /** As {@link #rules(KnownAgent, OfferTraits)}, of a kind known before. */
  OfferRules rules(KnownAgent agent, OfferKind kind) {
    return rules(agent, kind(kind));
  }

  /** The meters of a kind known before. */
  OfferMetrics metrics(OfferKind kind) {
    return kind(kind).metrics();
  }

  private OfferRules rules(KnownAgent agent, Kind kind) {
    OfferTraits traits = kind.telling().traits();
    AgentState state = agent.state();
    boolean tells =
        traits.is(Trait.SHOWN_BY_WHAT_RUNS)
            ? state.tellsConfigStatus()
            : state.can(traits.reportedBy());
    return (tells ? kind.telling() : kind.silent())
        .withAnswerTime(agent.patience(settings.offerTimeout()));
  }

  private Kind kind(OfferTraits traits) {
    Kind known = kinds.get(traits.kind());
    return known != null ? known : kinds.computeIfAbsent(traits.kind(), ignored -> made(traits));
  }

  private Kind kind(OfferKind kind) {
    Kind known = kinds.get(kind);
    return known != null
        ? known
        : kind(
            registry
                .find(kind)
                .map(Offer::traits)
                .orElseThrow(() -> new IllegalArgumentException("nothing offers " + kind)));
  }

  private Kind made(OfferTraits traits) {
    return new Kind(rules(traits, false), rules(traits, true), metrics.offers(traits.metrics()));
  }

  private OfferRules rules(OfferTraits traits, boolean silent) {
    return new OfferRules(
        traits, silent, settings.offerTimeout(), settings.applyTimeout(), settings.saveTimeout());
  }
}
