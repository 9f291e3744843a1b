package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.Instances;
import io.muster.cluster.Topics;
import io.muster.failure.Unavailable;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are this instance's: it takes those that connect, by a compare-and-set with a rising
 * epoch, and goes on from what the instance before wrote. What a session does that another one has
 * followed changes nothing. Does nothing at all for an instance that is alone. Thread-safe.
 */
final class SessionOwnership {

  private static final Logger LOG = Logger.getLogger(SessionOwnership.class);

  private final SessionRecords sessionRecords;
  private final AgentStore store;
  private final AgentLabels labels;
  private final AgentIndex index;
  private final OfferRegistry offers;
  private final Instances instances;
  private final InstantSource clock;
  private final Executor executor;
  private final Set<CompletableFuture<Void>> leaving = ConcurrentHashMap.newKeySet();
  private final Hints hints;

  /**
   * Ownership on these ports.
   *
   * @param executor where goodbyes are written; may be blocked
   * @param hints told when an agent came to this instance or left it
   */
  SessionOwnership(
      SessionRecords sessionRecords,
      AgentStore store,
      AgentLabels labels,
      AgentIndex index,
      OfferRegistry offers,
      Instances instances,
      InstantSource clock,
      Executor executor,
      Hints hints) {
    this.sessionRecords = sessionRecords;
    this.store = store;
    this.labels = labels;
    this.index = index;
    this.offers = offers;
    this.instances = instances;
    this.clock = clock;
    this.executor = executor;
    this.hints = hints;
  }

  boolean shared() {
    return instances.shared();
  }

  /** Whether a message by this connection is the first of a session, or a poll. Never blocks. */
  boolean due(KnownAgent agent, AgentConnection link) {
    if (!shared()) {
      return false;
    }
    AgentConnection held = agent.link();
    return held == null
        || agent.unverified()
        || held.connection() != link.connection()
        || link.transport() == Transport.HTTP;
  }

  /**
   * Takes the agent, and what is stored of it if another session had it meanwhile. Blocks. If the
   * store is away the agent is served all the same, but marked: nobody could be asked whether it is
   * the one that another instance has.
   *
   * @param over a session that was found not to hold the agent any more; null if none was
   * @return the session of another instance that holds it by a WebSocket, and then nothing was
   *     done; null if it was taken, or is served without
   */
  @Nullable SessionRecord take(
      KnownAgent agent, AgentConnection link, long sequence, @Nullable SessionRecord over) {
    InstanceUid uid = agent.uid();
    try {
      AgentConnection held = agent.link();
      boolean goesOn = held != null && held.connection() == link.connection();
      SessionRecords.Claim claim =
          sessionRecords.claim(
              uid,
              holding(link, sequence),
              goesOn ? agent.epoch() : 0,
              holder -> contests(holder) && (over == null || !holder.sameSession(over)));
      if (claim.refused()) {
        return claim.holding();
      }
      if (claim.before().isEmpty() || !claim.before().get().sameSession(claim.holding())) {
        Optional<StoredReport> report = store.report(uid);
        Optional<AgentFacts> facts = store.facts(uid);
        synchronized (agent) {
          adopt(agent, report.orElse(null), facts.orElse(null), claim.before().orElse(null));
          if (elsewhere(claim)) {
            agent.connectionOutdated();
          }
        }
        labels.refresh(agent);
        hints.changed(Topics.AGENTS);
      }
      synchronized (agent) {
        agent.taken(claim.holding().epoch(), elsewhere(claim) ? claim.before().orElse(null) : null);
      }
      return null;
    } catch (RuntimeException e) {
      if (!(e instanceof Unavailable)) {
        throw e;
      }
      LOG.debugf("event=agent_not_taken agent=%s reason=\"%s\"", uid, e.getMessage());
      synchronized (agent) {
        agent.notTaken();
      }
      return null;
    }
  }

  /** Whether a WebSocket of another instance that is alive has the agent. May block. */
  private boolean contests(SessionRecord holder) {
    if (!holder.connected()
        || holder.transport() != Transport.WEBSOCKET
        || holder.instance().equals(instances.self())) {
      return false;
    }
    instances.learn(holder.instance());
    return instances.alive(holder.instance());
  }

  /** What it has said here meanwhile about what was offered there is news to that. */
  @GuardedBy("agent")
  private void adoptLate(KnownAgent agent, AgentFacts facts) {
    Attempts attempts = facts.attempts();
    for (Offer offer : offers.all()) {
      OfferStatus status = offer.traits().status().find(agent.state().reported());
      if (status != null && !status.blank()) {
        attempts = attempts.answered(offer.kind(), status, clock.instant());
      }
    }
    agent.overtaken(facts, attempts);
  }

  private boolean elsewhere(SessionRecords.Claim claim) {
    return claim.before().filter(before -> !before.instance().equals(instances.self())).isPresent();
  }

  /**
   * Takes an agent that could not be taken when it came, or whose entry was lost, and what another
   * instance has written about it since it was here before. Blocks.
   */
  void takeLate(KnownAgent agent) {
    AgentConnection link = agent.link();
    if (link == null || agent.epoch() != 0) {
      return;
    }
    if (sessionRecords.read(agent.uid()).filter(holding -> letGo(agent, holding)).isPresent()) {
      return; // It came to another one after it had come here: this connection is of the past.
    }
    // As of when it came: of two instances that take it late, the one it came to later has it.
    SessionRecord late = holding(link, agent.sequence()).withEpoch(link.since().toEpochMilli());
    SessionRecords.Claim claim = sessionRecords.claim(agent.uid(), late, 0, this::contests);
    if (claim.refused()) {
      synchronized (agent) {
        agent.doubtful(); // Its next word has the other one asked.
      }
      return;
    }
    Optional<AgentFacts> facts = store.facts(agent.uid());
    synchronized (agent) {
      AgentConnection now = agent.link();
      if (now != null && now.connection() == link.connection()) {
        // Others may have written it.
        facts
            .filter(found -> !agent.stored().has(found))
            .ifPresent(found -> adoptLate(agent, found));
        agent.taken(claim.holding().epoch(), null);
      }
    }
    labels.refresh(agent);
  }

  private SessionRecord holding(AgentConnection link, long sequence) {
    Instant now = clock.instant();
    return new SessionRecord(
        instances.self(),
        // Above the epochs of a time whose entries were lost, as clocks go.
        now.toEpochMilli(),
        true,
        link.transport(),
        link.since(),
        link.remoteAddress(),
        sequence,
        now);
  }

  /** Puts what is stored in place of what is remembered, as far as nothing here waits. */
  @GuardedBy("agent")
  void adopt(
      KnownAgent agent,
      @Nullable StoredReport report,
      @Nullable AgentFacts facts,
      @Nullable SessionRecord holding) {
    if (agent.adopt(report, facts, holding)) {
      agent.state().facts().formerUids().keySet().forEach(uid -> index.alias(uid, agent));
    }
  }

  /**
   * The agent's session here has ended; called without its monitor.
   *
   * @param taken whether the store was told of the session; its entry may have been lost since
   * @param thenSave is run if no other session has followed
   */
  void left(
      KnownAgent agent, AgentConnection link, long session, boolean taken, Runnable thenSave) {
    SessionRecord held = holding(link, agent.sequence()).withEpoch(session);
    SessionRecord gone =
        agent.cutOff()
            ? held.sentAway(agent.sequence(), agent.lastSeen())
            : held.gone(agent.sequence(), agent.lastSeen());
    InstanceUid uid = agent.uid();
    CompletableFuture<Void> done = new CompletableFuture<>();
    leaving.add(done);
    executor.execute(() -> {
      try {
        if (sessionRecords.update(uid, gone) || !taken) {
          thenSave.run();
          hints.changed(Topics.AGENTS);
        } else {
          LOG.debugf("event=late_close agent=%s epoch=%d", uid, session);
        }
      } catch (RuntimeException e) {
        LOG.debugf("event=goodbye_not_written agent=%s reason=\"%s\"", uid, e);
        thenSave.run();
      } finally {
        leaving.remove(done);
        done.complete(null);
      }
    });
  }

  /** Says goodbye for a session whose own goodbye the store did not get. Blocks. */
  void leftBefore(KnownAgent agent, SessionRecord left) {
    if (sessionRecords.update(agent.uid(), left.gone(agent.sequence(), agent.lastSeen()))) {
      LOG.infof("event=goodbye_written_late agent=%s epoch=%d", agent.uid(), left.epoch());
      hints.changed(Topics.AGENTS);
    }
  }

  /** Completes when all goodbyes so far have been written, or failed. */
  CompletableFuture<Void> settled() {
    return CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new));
  }

  /**
   * Brings one agent up to date with the store, if another instance may have it; answers it, or
   * null if there is none. Blocks; if the store is away what is remembered has to do.
   */
  @Nullable KnownAgent fresh(InstanceUid uid) {
    KnownAgent known = index.find(uid);
    if (!shared() || (known != null && known.link() != null)) {
      return known;
    }
    try {
      InstanceUid current = known == null ? uid : known.uid();
      Optional<AgentFacts> facts = store.facts(current);
      Optional<StoredReport> report = store.report(current);
      Optional<SessionRecord> holding = sessionRecords.read(current);
      if (facts.isEmpty() && report.isEmpty()) {
        return known; // Gone elsewhere, or not written yet: the next reading of all tells.
      }
      KnownAgent agent =
          known != null ? known : index.add(made(current, facts.orElse(null), clock.instant()));
      holding.ifPresent(found -> instances.learn(found.instance()));
      synchronized (agent) {
        if (agent.link() == null) {
          adopt(agent, report.orElse(null), facts.orElse(null), holding.orElse(null));
          seen(agent, holding.orElse(null));
        }
      }
      labels.refresh(agent);
      return agent;
    } catch (RuntimeException e) {
      if (e instanceof Unavailable) {
        return known;
      }
      throw e;
    }
  }

  /** An agent that another instance made. */
  static KnownAgent made(InstanceUid uid, @Nullable AgentFacts facts, Instant now) {
    AgentFacts known = facts == null ? AgentFacts.of(uid, now) : facts;
    return new KnownAgent(
        new AgentState(uid, Reported.NOTHING, known), SequenceCheck.UNKNOWN, known.firstSeen());
  }

  /**
   * Those of some agents with something unsaved that went on to another instance since: what that
   * one has written is newer, and must not be overwritten. Blocks.
   */
  List<KnownAgent> followed(Collection<KnownAgent> unsaved) {
    if (!shared() || unsaved.isEmpty()) {
      return List.of();
    }
    Map<InstanceUid, KnownAgent> agents = HashMap.newHashMap(unsaved.size());
    unsaved.forEach(agent -> agents.put(agent.uid(), agent));
    List<KnownAgent> followed = new ArrayList<>();
    sessionRecords.load(entry -> {
      KnownAgent agent = agents.get(entry.getKey());
      if (agent != null
          && (letGo(agent, entry.getValue())
              || (agent.unverified() && contests(entry.getValue())))) {
        followed.add(agent);
      }
    });
    return followed;
  }

  /**
   * Whether another instance has had an agent since that seems to be on a WebSocket here; then that
   * one has to be asked, and only that one. Blocks. If the store is away what is remembered counts.
   */
  boolean followed(KnownAgent agent) {
    if (!shared()) {
      return false;
    }
    try {
      return sessionRecords.read(agent.uid()).filter(holding -> letGo(agent, holding)).isPresent();
    } catch (RuntimeException e) {
      if (e instanceof Unavailable) {
        return false;
      }
      throw e;
    }
  }

  /** Whether another instance has had the agent since; then it is of that one. */
  private boolean letGo(KnownAgent agent, SessionRecord holding) {
    synchronized (agent) {
      if (holding.instance().equals(instances.self()) || holding.epoch() <= agent.session()) {
        return false;
      }
      agent.movedTo(away(holding));
    }
    instances.learn(holding.instance());
    LOG.infof("event=agent_moved agent=%s instance=%s", agent.uid(), holding.instance());
    return true;
  }

  /**
   * Whether nobody else has taken the agent since it was looked at. If so, whoever takes it next
   * reads what was written meanwhile. Blocks.
   *
   * @param before who had it then, if another instance did
   */
  boolean unmoved(KnownAgent agent, @Nullable SessionRecord before) {
    if (!shared()) {
      return true;
    }
    SessionRecord now = sessionRecords.read(agent.uid()).orElse(null);
    return now == null
        || now.instance().equals(instances.self())
        || (before != null && now.sameSession(before));
  }

  /**
   * Notes who has an agent that is not here. An entry that was lost says nothing: whoever has the
   * agent writes it anew.
   */
  @GuardedBy("agent")
  void seen(KnownAgent agent, @Nullable SessionRecord holding) {
    if (holding != null) {
      agent.seenAt(away(holding));
    }
  }

  /** What an entry says about an agent that is not here. */
  @Nullable RemoteSession away(@Nullable SessionRecord holding) {
    return holding == null || holding.instance().equals(instances.self())
        ? null
        : new RemoteSession(holding, instances);
  }

  /** Whether an agent is connected somewhere else, by what is stored now; blocks. */
  boolean heldElsewhere(InstanceUid uid) {
    return shared()
        && sessionRecords
            .read(uid)
            .filter(holding -> !holding.instance().equals(instances.self()))
            .filter(holding -> {
              instances.learn(holding.instance());
              return holding.connected() && instances.alive(holding.instance());
            })
            .isPresent();
  }

  /** The agent is forgotten; what of it stays stored for lack of a store is found to be old. */
  void forget(InstanceUid uid) {
    if (shared()) {
      executor.execute(() -> {
        try {
          sessionRecords.remove(uid);
        } catch (RuntimeException e) {
          LOG.debugf("event=owner_not_removed agent=%s reason=\"%s\"", uid, e);
        }
      });
    }
  }
}
