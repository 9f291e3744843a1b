package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Baseline;
import io.muster.agent.OfferKind;
import io.muster.agent.Reported;
import io.muster.failure.Unavailable;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AvailableComponents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The known agents: what operators and connections ask about them and change about them. Reports
 * come in through {@link Reporting}, offers are decided by {@link OfferScheduler}. Thread-safe;
 * methods that return a future never block, the others only where they say so.
 */
public final class Fleet {

  private static final Logger LOG = Logger.getLogger(Fleet.class);

  private final AgentIndex index;
  private final AgentStore store;
  private final AgentSaver saver;
  private final AgentLabels labels;
  private final EffectiveConfigs effectiveConfigs;
  private final KnownComponents components;
  private final ContentPacing pacing;
  private final UidChanges uidChanges;
  private final FleetEvents events;
  private final SessionOwnership ownership;
  private final InstantSource clock;
  private volatile boolean loaded;
  private volatile boolean ending;

  /** Why the store could not be read when that was last logged. */
  @GuardedBy("this")
  private @Nullable String unread;

  Fleet(
      AgentIndex index,
      AgentStore store,
      AgentSaver saver,
      AgentLabels labels,
      EffectiveConfigs effectiveConfigs,
      KnownComponents components,
      ContentPacing pacing,
      UidChanges uidChanges,
      FleetEvents events,
      SessionOwnership ownership,
      InstantSource clock) {
    this.index = index;
    this.store = store;
    this.saver = saver;
    this.labels = labels;
    this.effectiveConfigs = effectiveConfigs;
    this.components = components;
    this.pacing = pacing;
    this.uidChanges = uidChanges;
    this.events = events;
    this.ownership = ownership;
    this.clock = clock;
  }

  /**
   * Reads everything the store knows, unless that is done; before the first report. Blocks. A store
   * that is away is no error, but is to be asked again: until then no report may come in, or it
   * would make an agent anew that the store knows.
   */
  public synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      read();
      loaded = true;
    } catch (RuntimeException e) {
      if (!(e instanceof Unavailable)) {
        throw e;
      }
      // Asked again every second: a store that is away for long is no flood of log lines.
      String reason = String.valueOf(e.getMessage());
      LOG.logf(
          reason.equals(unread) ? Level.DEBUG : Level.WARN,
          "event=fleet_unread reason=\"%s\"",
          reason);
      unread = reason;
    }
  }

  /** Whether the agents that the store knows are known. */
  public boolean loaded() {
    return loaded;
  }

  /** Throws if {@link #loaded()} is false, for those who would give a wrong answer. */
  public void requireLoaded() {
    if (!loaded) {
      throw new FleetNotLoaded();
    }
  }

  private void read() {
    Map<InstanceUid, AgentFacts> facts = new HashMap<>();
    store.loadFacts(entry -> facts.put(entry.getKey(), entry.getValue()));
    Map<InstanceUid, StoredReport> reports = new HashMap<>();
    store.loadReports(entry -> reports.put(entry.getKey(), entry.getValue()));
    facts.forEach((uid, known) -> {
      StoredReport report = reports.remove(uid);
      KnownAgent agent =
          report == null
              ? new KnownAgent(
                  new AgentState(uid, Reported.NOTHING, known),
                  SequenceCheck.UNKNOWN,
                  known.firstSeen())
              : new KnownAgent(
                  new AgentState(uid, report.reported(), known),
                  report.sequence(),
                  report.lastSeen());
      synchronized (agent) {
        agent.factsRead(known);
        if (report != null && report.behind()) {
          agent.configBehind();
        }
      }
      index.add(agent);
    });
    // A report without facts: the server died between the two writes of a new agent.
    reports.forEach((uid, report) ->
        index.add(
            new KnownAgent(
                new AgentState(uid, report.reported(), AgentFacts.of(uid, report.lastSeen())),
                report.sequence(),
                report.lastSeen())));
    dropLeftoversOfRenames();
    labels.load();
    LOG.infof("event=fleet_loaded agents=%d", index.size());
  }

  /**
   * An agent that another one lists as its former uid: the server died in the middle of a rename.
   */
  private void dropLeftoversOfRenames() {
    for (KnownAgent agent : List.copyOf(index.all())) {
      for (InstanceUid former : agent.state().facts().formerUids().keySet()) {
        KnownAgent leftover = index.find(former);
        if (leftover != null && !leftover.equals(agent) && leftover.uid().equals(former)) {
          index.remove(leftover);
          var _ = store.remove(former);
          index.alias(former, agent);
        }
      }
    }
  }

  /** The agent with this uid, or one that it is still known under. */
  public Optional<KnownAgent> find(InstanceUid uid) {
    return Optional.ofNullable(index.find(uid));
  }

  /**
   * As {@link #find}, and what another instance may have changed is read from the store first.
   * Blocks.
   */
  public Optional<KnownAgent> fresh(InstanceUid uid) {
    return Optional.ofNullable(ownership.fresh(uid));
  }

  /** Whether another instance has the agent by what is stored now. Blocks. */
  boolean heldElsewhere(KnownAgent agent) {
    return ownership.heldElsewhere(agent.uid());
  }

  /** All agents, in uid order; the view moves with the fleet. */
  public Collection<KnownAgent> agents() {
    return index.all();
  }

  /** Agents after this uid, in uid order; the view moves with the fleet. */
  public Collection<KnownAgent> agentsAfter(@Nullable InstanceUid uid) {
    return index.after(uid);
  }

  /** How many agents are known. */
  public int size() {
    return index.size();
  }

  /**
   * Whether nobody else has taken an agent since it was looked at: a change made here meanwhile,
   * and durable, is not lost. Blocks.
   *
   * @param before who had it then, if another instance did
   */
  public boolean unmoved(KnownAgent agent, @Nullable SessionRecord before) {
    return ownership.unmoved(agent, before);
  }

  /**
   * Lets what failed or was given up be offered again, of every kind; completes when durable, with
   * {@link AgentGone} if the agent is gone.
   */
  public CompletableFuture<Void> retry(KnownAgent agent) {
    return retry(
        agent,
        agent.state().facts().attempts().list().stream()
            .map(Attempt::kind)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** As {@link #retry(KnownAgent)}, of one kind. */
  public CompletableFuture<Void> retry(KnownAgent agent, OfferKind kind) {
    return retry(agent, Set.of(kind));
  }

  private CompletableFuture<Void> retry(KnownAgent agent, Set<OfferKind> kinds) {
    synchronized (agent) {
      if (agent.gone()) {
        return CompletableFuture.failedFuture(new AgentGone(agent.uid()));
      }
      for (OfferKind kind : kinds) {
        agent.progressed(agent.progress(kind).retried(clock.instant()));
      }
    }
    events.publish(new FleetListener.Changed(agent.uid()));
    return saver.save(agent, RecordKind.FACTS);
  }

  /**
   * Has something sent once more to an agent that has it by its own words and runs something else;
   * nothing happens if that is under way, or has failed. Completes when durable.
   *
   * @param name what operators call it
   */
  public CompletableFuture<Void> sendAnew(
      KnownAgent agent, OfferKind kind, ContentHash hash, String name) {
    synchronized (agent) {
      if (agent.gone()) {
        return CompletableFuture.failedFuture(new AgentGone(agent.uid()));
      }
      agent.progressed(agent.progress(kind).anew(hash, name, clock.instant()));
    }
    events.publish(new FleetListener.Changed(agent.uid()));
    return saver.save(agent, RecordKind.FACTS);
  }

  /**
   * Takes an offer back: it is not made to this agent again until an operator retries it. Nothing
   * happens if it was not offered or failed by itself. Completes when durable.
   *
   * @param reason for people, without secrets
   */
  public CompletableFuture<Void> takeBack(
      KnownAgent agent, OfferKind kind, ContentHash hash, String reason) {
    synchronized (agent) {
      OfferProgress before = agent.progress(kind);
      OfferProgress takenBack = before.takenBack(hash, reason, clock.instant());
      if (agent.gone() || takenBack.equals(before)) {
        return CompletableFuture.completedFuture(null);
      }
      agent.progressed(takenBack);
    }
    events.publish(new FleetListener.Changed(agent.uid()));
    return saver.save(agent, RecordKind.FACTS);
  }

  /** Whether it came back without what it was offered once more, from a process that is gone. */
  public boolean isLostAgain(KnownAgent agent, OfferKind kind, ContentHash hash) {
    Attempt attempt = agent.state().facts().attempts().get(kind, hash);
    return attempt != null && OfferProgress.isLostAgain(attempt, agent.restarted());
  }

  /**
   * Forgets that an offer was made: it is made anew, as if it had not been. Completes when durable.
   */
  public CompletableFuture<Void> forget(KnownAgent agent, OfferKind kind, ContentHash hash) {
    synchronized (agent) {
      OfferProgress before = agent.progress(kind);
      OfferProgress forgotten = before.with(before.attempts().forget(kind, hash)).landed();
      if (agent.gone() || forgotten.equals(before)) {
        return CompletableFuture.completedFuture(null);
      }
      agent.progressed(forgotten);
    }
    return saver.save(agent, RecordKind.FACTS);
  }

  /**
   * Gives an agent a new uid, which it is told as soon as it can be; its state moves along.
   * Completes when durable, with {@link AgentGone} if it is gone.
   */
  public CompletableFuture<InstanceUid> assignNewUid(KnownAgent agent) {
    return uidChanges.assign(agent);
  }

  /**
   * Forgets an agent; one that still speaks is asked for its full state and appears again (SEQ-10).
   * Completes when durable, with {@link AgentGone} if it was gone before.
   */
  public CompletableFuture<Void> remove(KnownAgent agent) {
    InstanceUid uid;
    CompletableFuture<Void> removed;
    synchronized (agent) {
      uid = agent.uid();
      if (agent.gone()) {
        return CompletableFuture.failedFuture(new AgentGone(uid));
      }
      // A rename whose last step the store did not take leaves a record under the former uid.
      Set<InstanceUid> uids = new HashSet<>(agent.state().facts().formerUids().keySet());
      uids.add(uid);
      removed = saver.forget(agent, uids, labels.remove(uids));
      pacing.left(agent);
      index.remove(agent);
      agent.leave();
    }
    events.publish(new FleetListener.Removed(uid));
    ownership.forget(uid);
    return removed;
  }

  /** From now on agents that go do so because this process ends. */
  public void ends() {
    ending = true;
  }

  /**
   * Notes that a connection is gone; only the connection that an agent is reached by counts
   * (ID-14).
   */
  public void disconnected(KnownAgent agent, long connection) {
    disconnected(agent, connection, false);
  }

  /**
   * As {@link #disconnected(KnownAgent, long)}.
   *
   * @param goodbye whether it went in good order, and on purpose
   */
  public void disconnected(KnownAgent agent, long connection, boolean goodbye) {
    AgentConnection link;
    long session;
    boolean taken;
    synchronized (agent) {
      link = agent.link();
      if (link == null || link.connection() != connection) {
        return;
      }
      session = agent.session();
      taken = agent.epoch() != 0;
      agent.sessionEnded(ending && !goodbye);
      if (goodbye) {
        agent.goodbye();
      }
    }
    events.publish(new FleetListener.Disconnected(agent.uid()));
    if (ownership.shared()) {
      ownership.left(agent, link, session, taken, () -> saveWhatIsLeft(agent));
    } else {
      saveWhatIsLeft(agent);
    }
  }

  private void saveWhatIsLeft(KnownAgent agent) {
    saver.settle(agent);
    if (agent.sequenceMoved()) {
      var _ = saver.save(agent, RecordKind.REPORT);
    }
  }

  /**
   * The redacted effective config an agent last reported; empty if none, expired, or in a store
   * that is away. Blocks.
   */
  public Optional<AgentConfigMap> effectiveConfig(AgentState agent) {
    ContentHash key = agent.reported().effectiveConfig();
    return key == null ? Optional.empty() : orNothing(() -> effectiveConfigs.get(key));
  }

  /** An effective config by its hash, as {@link #effectiveConfig(AgentState)}. Blocks. */
  public Optional<AgentConfigMap> effectiveConfig(ContentHash hash) {
    return orNothing(() -> effectiveConfigs.get(hash));
  }

  /**
   * As {@link #effectiveConfig(ContentHash)}, for those who have to know whether there is none, or
   * only nobody to ask: throws the store's exception when it is away. Blocks.
   */
  public Optional<AgentConfigMap> storedEffectiveConfig(ContentHash hash) {
    return effectiveConfigs.get(hash);
  }

  /**
   * Remembers what agents run now as what they run with the configs they applied; not of those that
   * tell something else meanwhile, are gone, or are not connected here. All in one write, for which
   * nobody waits: a baseline that is lost with the process is made anew.
   */
  public void keepBaselines(Map<KnownAgent, Baseline> baselines) {
    List<KnownAgent> kept = new ArrayList<>();
    baselines.forEach((agent, baseline) -> {
      synchronized (agent) {
        AgentState state = agent.state();
        if (!agent.gone()
            && agent.link() != null
            && baseline.effective().equals(state.reported().effectiveConfig())) {
          effectiveConfigs.keep(baseline.effective());
          agent.remember(state.facts().withBaseline(baseline));
          kept.add(agent);
        }
      }
    });
    if (!kept.isEmpty()) {
      var _ = saver.save(kept, RecordKind.FACTS);
    }
  }

  /**
   * The components an agent has available, as it or another of the same hash told them; empty also
   * if the store is away. Blocks.
   */
  public Optional<AvailableComponents> availableComponents(AgentState agent) {
    ContentHash hash = agent.reported().componentsHash();
    return hash == null ? Optional.empty() : orNothing(() -> components.get(hash));
  }

  /** Everything else that is known of an agent is in memory, and is shown without it. */
  private static <T> Optional<T> orNothing(Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      if (e instanceof Unavailable) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Writes every agent whose sequence moved, so that after a restart nobody is asked for its full
   * state; completes when durable.
   */
  public CompletableFuture<Void> checkpoint() {
    List<KnownAgent> moved =
        index.all().stream()
            .filter(KnownAgent::sequenceMoved)
            .filter(agent -> !ownership.shared() || agent.link() != null)
            .toList();
    CompletableFuture<Void> saved =
        moved.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : saver.save(moved, RecordKind.REPORT);
    CompletableFuture<Void> late = CompletableFuture.allOf(saved, pacing.flush());
    return ownership.shared() ? CompletableFuture.allOf(late, ownership.settled()) : late;
  }

  /** Agents whose newest state is in memory only, because the store could not take it. */
  public int unsaved() {
    return saver.unsavedCount();
  }

  /** Writes again what could not be written; to be called now and then. */
  public void retryUnsaved() {
    effectiveConfigs.retryUnsaved();
    try {
      ownership.followed(saver.unsaved()).forEach(saver::drop);
      labels.retry();
    } catch (RuntimeException e) {
      LOG.debugf("event=unsaved_not_compared reason=\"%s\"", e);
      return; // The store is still away.
    }
    saver.retryUnsaved();
  }

  /** The time as the fleet sees it. */
  public Instant now() {
    return clock.instant();
  }
}
