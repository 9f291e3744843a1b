package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Reported;
import io.muster.agent.UidAssignment;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AgentToServerFlags;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.CustomMessage;
import io.muster.protocol.proto.ServerToAgentFlags;
import io.muster.schedule.HeavyWork;
import io.muster.telemetry.FleetMetrics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Applies what agents say. {@link #report} is called on a virtual thread and may block for a
 * look-up in the store; everything else here is quick and may run on an event loop. Thread-safe.
 */
public final class Reporting {

  private static final Logger LOG = Logger.getLogger(Reporting.class);

  private final AgentIndex index;
  private final AgentSaver saver;
  private final EffectiveConfigs effectiveConfigs;
  private final KnownComponents components;
  private final ContentPacing pacing;
  private final UidChanges uidChanges;
  private final OfferScheduler offers;
  private final SessionOwnership ownership;
  private final FleetEvents events;
  private final FleetSettings settings;
  private final FleetMetrics metrics;
  private final InstantSource clock;
  private final TokenBucket pace;
  private final TokenBucket complaints;

  Reporting(
      AgentIndex index,
      AgentSaver saver,
      EffectiveConfigs effectiveConfigs,
      KnownComponents components,
      ContentPacing pacing,
      UidChanges uidChanges,
      OfferScheduler offers,
      SessionOwnership ownership,
      FleetEvents events,
      FleetSettings settings,
      FleetMetrics metrics,
      InstantSource clock) {
    this.index = index;
    this.saver = saver;
    this.effectiveConfigs = effectiveConfigs;
    this.components = components;
    this.pacing = pacing;
    this.uidChanges = uidChanges;
    this.offers = offers;
    this.ownership = ownership;
    this.events = events;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.pace =
        new TokenBucket(clock, settings.fullStatePerSecond(), settings.fullStatePerSecond());
    this.complaints = new TokenBucket(clock, 1, 1);
  }

  /** Applies a message of the agent it names. */
  public ReportOutcome report(Report report) {
    KnownAgent agent = index.find(report.uid().uid());
    if (agent == null) {
      if (index.size() >= settings.maxAgents()) {
        return new ReportOutcome.Refused(
            "this server knows " + settings.maxAgents() + " agents and takes no more");
      }
      InstanceUid uid = report.uid().uid();
      Instant now = clock.instant();
      agent =
          index.add(
              new KnownAgent(
                  new AgentState(uid, Reported.NOTHING, AgentFacts.of(uid, now)),
                  SequenceCheck.UNKNOWN,
                  now));
    }
    return report(report, agent);
  }

  /** Applies a message of an agent that the connection has found before. */
  public ReportOutcome report(Report report, KnownAgent agent) {
    if (agent.heldBy(report.link()) instanceof AgentConnection holder) {
      // Before anything is done for it; looked at again below, where nobody comes in between.
      return new ReportOutcome.Contested(agent, new ReportOutcome.Holder.Here(holder));
    }
    AgentToServer message = report.message();
    EffectiveConfigs.@Nullable Prepared effective;
    try {
      effective =
          message.hasEffectiveConfig()
              ? effectiveConfigs.prepare(message.getEffectiveConfig().getConfigMap())
              : null;
    } catch (HeavyWork.Busy e) {
      return withoutEffectiveConfig(report, agent, e);
    }
    lookUpComponents(agent, message);
    if (ownership.due(agent, report.link())) {
      ownership.take(agent, report.link(), message.getSequenceNum());
    }
    Applied applied;
    synchronized (agent) {
      if (agent.gone()) {
        return report(report);
      }
      if (agent.heldBy(report.link()) instanceof AgentConnection holder) {
        return new ReportOutcome.Contested(agent, new ReportOutcome.Holder.Here(holder));
      }
      applied = apply(agent, report, effective);
    }
    CompletableFuture<Void> saved = persist(agent, message, effective, applied);
    return applied.refusal() == null
        ? new ReportOutcome.Accepted(agent, saved, applied.goodbye())
        : new ReportOutcome.Unacceptable(applied.refusal());
  }

  /**
   * All else that it says counts now; for the effective config the agent is asked once more, so
   * that nothing is lost.
   */
  private ReportOutcome withoutEffectiveConfig(
      Report report, KnownAgent agent, HeavyWork.Busy busy) {
    if (complaints.tryTake()) {
      LOG.warnf(
          "event=effective_config_put_off agent=%s reason=\"%s\"", agent.uid(), busy.getMessage());
    }
    AgentToServer rest = report.message().toBuilder().clearEffectiveConfig().build();
    ReportOutcome outcome = report(new Report(report.uid(), rest, report.link()), agent);
    if (outcome instanceof ReportOutcome.Accepted accepted) {
      KnownAgent known = accepted.agent();
      synchronized (known) {
        known.fullState().reopen(Set.of(ReportPart.EFFECTIVE_CONFIG));
      }
    }
    return outcome;
  }

  /**
   * Brings a hash that the store knows into memory, so that nobody is asked for it again after a
   * restart.
   */
  private void lookUpComponents(KnownAgent agent, AgentToServer message) {
    ContentHash hash =
        message.hasAvailableComponents()
            ? new ContentHash(message.getAvailableComponents().getHash())
            : agent.state().reported().componentsHash();
    if (hash != null && !hash.isEmpty()) {
      try {
        var _ = components.contains(hash);
      } catch (RuntimeException e) {
        // Unknown then: the report itself does not need the store.
        LOG.warnf("event=components_not_looked_up agent=%s reason=%s", agent.uid(), e);
      }
    }
  }

  /**
   * A record of its own for a second agent that speaks under the uid of a first; empty if the fleet
   * is full.
   */
  public Optional<KnownAgent> separate(KnownAgent holder) {
    return uidChanges.separate(holder, settings.maxAgents());
  }

  private record Applied(
      boolean came,
      boolean reportChanged,
      boolean factsChanged,
      boolean goodbye,
      ContentPacing.Fate config,
      boolean storesComponents,
      @Nullable String refusal) {}

  @GuardedBy("agent")
  private Applied apply(
      KnownAgent agent, Report report, EffectiveConfigs.@Nullable Prepared effective) {
    AgentToServer message = report.message();
    Instant now = clock.instant();
    AgentState before = agent.state();
    SequenceCheck check = SequenceCheck.of(agent.sequence(), message.getSequenceNum());
    boolean newConnection =
        agent.link() == null || agent.link().connection() != report.link().connection();
    Reported reported =
        ReportMerge.merge(before.reported(), message, effective == null ? null : effective.key());
    String refusal =
        ReportSize.refusal(message, reported, effective == null ? 0 : effective.size());
    if (refusal != null) {
      // Its place in the sequence moves on, or it would be asked for the same again.
      reported = before.reported();
      refused(agent, refusal);
    }
    requestWhatIsMissing(agent, message, reported, check, newConnection);
    ContentPacing.Fate config =
        refusal == null && effective != null
            ? pacing.reported(agent, before.reported().effectiveConfig(), effective)
            : ContentPacing.Fate.KNOWN;
    pacing.componentsChanged(agent, before.reported(), reported);
    if (check == SequenceCheck.DUPLICATE && !newConnection) {
      agent.answerLost(report.link());
    }
    boolean restarted = newConnection || check == SequenceCheck.RESTART;
    agent.heard(message.getSequenceNum(), now);
    boolean came = newConnection && refusal == null;
    if (came) {
      // Not with a message that is refused: its connection would not know whom it speaks for.
      agent.connected(report.link());
    }
    agent.reported(reported);
    if (effective != null && refusal == null) {
      agent.toldEffective(now);
    }
    if (message.hasAgentDisconnect()) {
      agent.goodbye();
    }
    offers.answered(agent, before.reported(), message, restarted);
    AgentFacts facts = uidChanges.spoken(before, agent.state().facts(), report.uid().uid(), now);
    agent.remember(facts);
    return new Applied(
        came,
        config == ContentPacing.Fate.STORE || !reported.equals(before.reported()),
        !facts.equals(before.facts()) || check == SequenceCheck.FIRST,
        message.hasAgentDisconnect(),
        config,
        refusal == null && storesComponents(agent, message),
        refusal);
  }

  @GuardedBy("agent")
  private boolean storesComponents(KnownAgent agent, AgentToServer message) {
    AvailableComponents told = message.getAvailableComponents();
    return told.getComponentsCount() > 0
        && !told.getHash().isEmpty()
        && pacing.components(agent, told, components.remembers(new ContentHash(told.getHash())));
  }

  @GuardedBy("agent")
  private static void refused(KnownAgent agent, String refusal) {
    if (agent.firstTooLarge()) {
      LOG.warnf("event=report_too_large agent=%s reason=\"%s\"", agent.uid(), refusal);
    }
  }

  @GuardedBy("agent")
  private static void requestWhatIsMissing(
      KnownAgent agent,
      AgentToServer message,
      Reported reported,
      SequenceCheck check,
      boolean newConnection) {
    FullStateRequest request = agent.fullState();
    switch (check) {
      case FIRST, GAP, RESTART -> request.open(ReportPart.promised(reported.capabilities()));
      case CONTIGUOUS, DUPLICATE -> {
        Set<ReportPart> missing = ReportPart.missing(reported);
        if (newConnection) {
          request.reopen(missing);
        } else if (!missing.isEmpty()) {
          request.add(missing);
        }
      }
    }
    request.received(message);
    if (newConnection || message.hasAvailableComponents()) {
      agent.asksForComponents(null);
    }
  }

  private CompletableFuture<Void> persist(
      KnownAgent agent,
      AgentToServer message,
      EffectiveConfigs.@Nullable Prepared effective,
      Applied applied) {
    // Content first, the record that names it second (SEMANTICS 13).
    List<CompletableFuture<Void>> contents = new ArrayList<>(2);
    if (effective != null
        && applied.reportChanged()
        && applied.config() != ContentPacing.Fate.WAIT) {
      contents.add(effectiveConfigs.put(effective));
    }
    if (applied.storesComponents()) {
      contents.add(components.put(message.getAvailableComponents()));
    }
    if (applied.came()) {
      events.publish(new FleetListener.Connected(agent.uid()));
    } else if (applied.reportChanged() || applied.factsChanged()) {
      events.publish(new FleetListener.Changed(agent.uid()));
    }
    if (message.hasCustomMessage()) {
      CustomMessage custom = message.getCustomMessage();
      events.publish(
          new FleetListener.MessageReceived(
              agent.uid(), custom.getCapability(), custom.getType(), custom.getData()));
    }
    CompletableFuture<Void> saved =
        CompletableFuture.allOf(contents.toArray(CompletableFuture[]::new));
    if (applied.reportChanged()) {
      saved = saver.saveReportAfter(saved, agent);
    }
    return applied.factsChanged()
        ? CompletableFuture.allOf(saved, saver.save(agent, RecordKind.FACTS))
        : saved;
  }

  /**
   * The flags to put into the next message to this agent, 0 for none; what is answered here counts
   * as asked. Quick but for a components hash not seen lately.
   */
  public long takeFlags(KnownAgent agent) {
    Instant now = clock.instant();
    long flags = 0;
    synchronized (agent) {
      if (agent.fullState().due(now, settings.fullStateRepeat()) && pace.tryTake()) {
        agent.fullState().asked(now);
        metrics.fullStateRequested();
        flags |= ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE;
      }
      ContentHash hash = agent.state().reported().componentsHash();
      if (hash != null
          && !hash.isEmpty()
          && agent.state().can(AgentCapability.REPORTS_AVAILABLE_COMPONENTS)
          && !agent.askedForComponents(hash)
          && pacing.componentsDue(agent)
          && components.claimAsk(hash)) {
        agent.asksForComponents(hash);
        flags |= ServerToAgentFlags.ServerToAgentFlags_ReportAvailableComponents_VALUE;
      }
    }
    return flags;
  }

  /** Whether {@link #takeFlags} would answer something, now or when the pace allows. */
  public boolean flagsDue(KnownAgent agent) {
    synchronized (agent) {
      return agent.fullState().due(clock.instant(), settings.fullStateRepeat());
    }
  }

  /**
   * The new uid to tell this agent with the next message, or null; what is answered here counts as
   * sent.
   */
  public @Nullable InstanceUid takeAssignment(KnownAgent agent) {
    synchronized (agent) {
      AgentState state = agent.state();
      UidAssignment assignment = state.facts().assignment();
      if (assignment == null || !assignment.due()) {
        return null;
      }
      agent.remember(state.facts().withAssignment(assignment.sent()));
      var _ = saver.save(agent, RecordKind.FACTS);
      return assignment.uid();
    }
  }

  /** Whether the message asks for a new uid (ID-4) that has not been given yet. */
  public static boolean asksForUid(AgentToServer message, KnownAgent agent) {
    return (message.getFlags() & AgentToServerFlags.AgentToServerFlags_RequestInstanceUid_VALUE)
            != 0
        && agent.state().facts().assignment() == null;
  }
}
