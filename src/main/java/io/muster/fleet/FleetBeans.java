package io.muster.fleet;

import io.muster.cluster.Instances;
import io.muster.cluster.Leaderships;
import io.muster.redaction.Redaction;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import io.muster.telemetry.FleetMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Puts the fleet together, loaded from the store. */
@Singleton
class FleetBeans {

  private final AgentIndex index = new AgentIndex();
  private final Fleet fleet;
  private final Reporting reporting;
  private final OfferScheduler offers;
  private final FleetSweep sweep;
  private final FleetSettings settings;
  private final SecretKeys secretKeys;
  private final FleetRereader reading;
  private final AgentLabels labels;

  FleetBeans(
      AgentStore agents,
      LabelStore labelStore,
      SessionRecords owners,
      ContentStore contents,
      FleetEvents events,
      FleetSettings settings,
      FleetMetrics metrics,
      RedactionSettings redactionSettings,
      Instances instances,
      Leaderships leaderships,
      InstantSource clock) {
    this.settings = settings;
    secretKeys = new SecretKeys(redactionSettings.keys().orElse(SecretKeys.DEFAULT));
    Redaction redaction = new SecretRedaction(secretKeys);
    AgentSaver saver = new AgentSaver(agents, clock, settings.saveTimeout());
    EffectiveConfigs effectiveConfigs = new EffectiveConfigs(contents, redaction, clock);
    KnownComponents components = new KnownComponents(contents, clock);
    labels =
        new AgentLabels(
            labelStore,
            agents,
            index,
            saver,
            events,
            instances::shared,
            Thread::startVirtualThread);
    UidChanges uidChanges =
        new UidChanges(
            index, saver, labels, new InstanceUids(clock, new SecureRandom()), events, clock);
    SessionOwnership ownership =
        new SessionOwnership(
            owners, agents, labels, index, instances, clock, Thread::startVirtualThread);
    fleet =
        new Fleet(
            index,
            agents,
            saver,
            labels,
            effectiveConfigs,
            components,
            uidChanges,
            events,
            ownership,
            clock);
    reading =
        new FleetRereader(fleet, index, agents, saver, labels, owners, ownership, instances, clock);
    offers =
        new OfferScheduler(
            settings,
            clock,
            saver,
            metrics,
            new PolicyReread(clock, Thread::startVirtualThread),
            instances::shared);
    reporting =
        new Reporting(
            index,
            saver,
            effectiveConfigs,
            components,
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
            settings,
            metrics,
            ownership,
            leaderships.of("retention"));
    fleet.load();
    metrics.watch(fleet::size, fleet::unsaved);
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

  @Produces
  @Singleton
  FleetSweep sweep() {
    return sweep;
  }
}
