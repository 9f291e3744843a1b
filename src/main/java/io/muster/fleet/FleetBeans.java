package io.muster.fleet;

import io.muster.cluster.GatheredHints;
import io.muster.cluster.Hints;
import io.muster.cluster.Instances;
import io.muster.cluster.Leaderships;
import io.muster.freeze.Freezes;
import io.muster.redaction.Redaction;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import io.muster.telemetry.FleetMetrics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Puts the fleet together, and has it loaded before anybody else starts. */
@Singleton
class FleetBeans {

  /** Before those who look at agents start, and long before the agents' port opens. */
  private static final int LOAD = 1_000;

  /** How often at most the others are told that agents came or went. */
  private static final Duration MOVED_EVERY = Duration.ofSeconds(1);

  /** How often at most they are told that what is stored of agents changed. */
  private static final Duration CHANGED_EVERY = Duration.ofSeconds(5);

  private final AgentIndex index = new AgentIndex();
  private final Fleet fleet;
  private final Reporting reporting;
  private final OfferScheduler offers;
  private final OfferRulebook rulebook;
  private final FleetSweep sweep;
  private final FleetSettings settings;
  private final SecretKeys secretKeys;
  private final FleetRereader reading;
  private final ContentPacing pacing;
  private final AgentLabels labels;

  FleetBeans(
      AgentStore agents,
      LabelStore labelStore,
      SessionRecords sessionRecords,
      OfferRegistry offerRegistry,
      ContentStore contents,
      ContentUses contentUses,
      FleetEvents events,
      FleetSettings settings,
      FleetMetrics metrics,
      RedactionSettings redactionSettings,
      Instances instances,
      Leaderships leaderships,
      Hints hints,
      Freezes freezes,
      InstantSource clock) {
    this.settings = settings;
    secretKeys = new SecretKeys(redactionSettings.keys().orElse(SecretKeys.DEFAULT));
    Redaction redaction = new SecretRedaction(secretKeys);
    AgentSaver saver =
        new AgentSaver(
            agents, clock, settings.saveTimeout(), gathered(hints, instances, CHANGED_EVERY));
    EffectiveConfigs effectiveConfigs =
        new EffectiveConfigs(contents, redaction, clock, instances.shared());
    KnownComponents components = new KnownComponents(contents, clock);
    ContentBudget budget =
        new ContentBudget(contents, settings.contentsMaxSize().asLongValue(), metrics);
    ReplacedContents replaced =
        new ReplacedContents(
            contents,
            budget,
            metrics,
            (kind, hash) -> {
              switch (kind) {
                case EFFECTIVE_CONFIG -> effectiveConfigs.forget(hash);
                case COMPONENTS -> components.forget(hash);
              }
            });
    pacing =
        new ContentPacing(
            index,
            effectiveConfigs,
            saver,
            budget,
            replaced,
            contentUses,
            instances::shared,
            clock);
    labels =
        new AgentLabels(
            labelStore,
            agents,
            index,
            saver,
            events,
            instances::shared,
            Thread::startVirtualThread,
            hints);
    UidChanges uidChanges =
        new UidChanges(
            index, saver, labels, new InstanceUids(clock, new SecureRandom()), events, clock);
    SessionOwnership ownership =
        new SessionOwnership(
            sessionRecords,
            agents,
            labels,
            index,
            offerRegistry,
            instances,
            clock,
            Thread::startVirtualThread,
            gathered(hints, instances, MOVED_EVERY));
    fleet =
        new Fleet(
            index,
            agents,
            saver,
            labels,
            effectiveConfigs,
            components,
            pacing,
            uidChanges,
            events,
            ownership,
            clock);
    reading =
        new FleetRereader(
            fleet, index, agents, saver, labels, sessionRecords, ownership, instances, clock);
    rulebook = new OfferRulebook(offerRegistry, settings, metrics);
    offers =
        new OfferScheduler(
            clock,
            saver,
            rulebook,
            new PolicyReread(clock, Thread::startVirtualThread),
            events,
            freezes,
            instances::shared);
    reporting =
        new Reporting(
            index,
            saver,
            effectiveConfigs,
            new ErrorRedaction(redaction),
            components,
            pacing,
            uidChanges,
            offers,
            ownership,
            events,
            settings,
            metrics,
            clock);
    sweep =
        new FleetSweep(
            fleet,
            index,
            saver,
            contents,
            pacing,
            settings,
            metrics,
            ownership,
            leaderships.of("retention"));
    metrics.watch(fleet::size, fleet::unsaved);
    metrics.watchWaitingContents(pacing::waiting);
    metrics.watchFreezes(() -> freezes.all().size());
  }

  private static Hints gathered(Hints hints, Instances instances, Duration delay) {
    return instances.shared() ? GatheredHints.of(hints, delay) : Hints.NONE;
  }

  /** A store that is away is asked again by the clock; any other trouble ends the start. */
  void load(@Observes @Priority(LOAD) StartupEvent event) {
    fleet.load();
    pacing.measure();
  }

  /** When all features are there. */
  void start(@Observes StartupEvent event, Freezes freezes, Connections connections) {
    rulebook.registerMeters();
    freezes.onChange(connections::reconcileAll);
  }

  @Produces
  @Singleton
  Fleet fleet() {
    return fleet;
  }

  @Produces
  @Singleton
  Reporting reporting() {
    return reporting;
  }

  @Produces
  @Singleton
  OfferScheduler offers() {
    return offers;
  }

  @Produces
  @Singleton
  SecretKeys secretKeys() {
    return secretKeys;
  }

  @Produces
  @Singleton
  AgentSearch search() {
    return new AgentSearch(fleet, settings);
  }

  @Produces
  @Singleton
  FleetRereader reading() {
    return reading;
  }

  @Produces
  @Singleton
  AgentLabels labels() {
    return labels;
  }

  ContentPacing pacing() {
    return pacing;
  }

  @Produces
  @Singleton
  FleetSweep sweep() {
    return sweep;
  }
}
