package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Reported;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes agents to the store, one write per agent and record in flight: changes that come meanwhile
 * are merged into the next (SEMANTICS 1). A failed write leaves the agent marked as unsaved, for
 * {@link #retryUnsaved}. Thread-safe; never blocks.
 */
final class AgentSaver {

  private static final Logger LOG = Logger.getLogger(AgentSaver.class);

  /** A record that the store does not take; what else was written with it is. */
  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooLarge() {
      super("the record is larger than the store takes", null, false, false);
    }
  }

  /** A write under way; not a record, because each is itself. */
  private static final class Writing {
    private final Instant since;
    private final Set<KnownAgent> agents;

    private Writing(Instant since, Set<KnownAgent> agents) {
      this.since = since;
      this.agents = agents;
    }
  }

  private final AgentStore store;
  private final InstantSource clock;
  private final Duration patience;
  private final Hints hints;
  private final Set<KnownAgent> unsaved = ConcurrentHashMap.newKeySet();
  private final Set<Writing> writing = ConcurrentHashMap.newKeySet();

  /** Records that are being removed: whoever has the uid by then writes afterwards. */
  private final Map<InstanceUid, CompletableFuture<Void>> removals = new ConcurrentHashMap<>();

  /**
   * A saver.
   *
   * @param patience after which a write under way counts as not done
   * @param hints told after each write
   */
  AgentSaver(AgentStore store, InstantSource clock, Duration patience, Hints hints) {
    this.store = store;
    this.clock = clock;
    this.patience = patience;
    this.hints = hints;
  }

  /**
   * Writes one record of an agent as it is now; completes when that, or something newer, is
   * durable.
   */
  CompletableFuture<Void> save(KnownAgent agent, RecordKind record) {
    return save(List.of(agent), record);
  }

  /**
   * Writes one record of each of many agents, those that have no write in flight in one call of the
   * store.
   */
  CompletableFuture<Void> save(Collection<KnownAgent> agents, RecordKind record) {
    CompletableFuture<Void> batch = new CompletableFuture<>();
    Map<KnownAgent, AgentSnapshot> starting = HashMap.newHashMap(agents.size());
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (KnownAgent agent : agents) {
      synchronized (agent) {
        PendingSave progress = agent.stored().of(record);
        if (agent.gone()) {
          continue;
        }
        if (progress.running() != null) {
          waiting.add(progress.follow());
        } else if (removals.get(agent.uid()) instanceof CompletableFuture<Void> removal) {
          CompletableFuture<Void> later = new CompletableFuture<>();
          progress.begin(later);
          waiting.add(later);
          startAfter(removal, agent, record, later);
        } else {
          progress.begin(batch);
          starting.put(agent, AgentSnapshot.of(agent));
        }
      }
    }
    if (!starting.isEmpty()) {
      waiting.add(batch);
      start(starting, record, null, batch);
    }
    return waiting.size() == 1 ? waiting.getFirst() : all(waiting);
  }

  /**
   * Writes the facts of agents of which an attempt was begun: as one attempt of many as far as they
   * lack nothing else in the store, the others as ever.
   */
  CompletableFuture<Void> saveBegun(Attempt attempt, Collection<KnownAgent> agents) {
    CompletableFuture<Void> batch = new CompletableFuture<>();
    Map<KnownAgent, AgentSnapshot> starting = HashMap.newHashMap(agents.size());
    List<KnownAgent> others = new ArrayList<>(0);
    for (KnownAgent agent : agents) {
      synchronized (agent) {
        if (!agent.gone() && lacksOnly(attempt, agent)) {
          agent.stored().of(RecordKind.FACTS).begin(batch);
          starting.put(agent, AgentSnapshot.of(agent));
        } else {
          others.add(agent);
        }
      }
    }
    if (starting.isEmpty()) {
      return save(others, RecordKind.FACTS);
    }
    start(starting, RecordKind.FACTS, attempt, batch);
    return others.isEmpty() ? batch : all(List.of(batch, save(others, RecordKind.FACTS)));
  }

  @GuardedBy("agent")
  private boolean lacksOnly(Attempt attempt, KnownAgent agent) {
    return !removals.containsKey(agent.uid())
        && agent.stored().lacksOnly(attempt, agent.state().facts());
  }

  /** Has an agent that leaves written as a whole, if an attempt of many is all that there is. */
  void settle(KnownAgent agent) {
    boolean begun;
    synchronized (agent) {
      begun = agent.stored().begun();
    }
    if (begun) {
      var _ = save(agent, RecordKind.FACTS);
    }
  }

  /**
   * Writes an agent's report once the content that it names is durable; if that fails, the sweep
   * writes it.
   */
  CompletableFuture<Void> saveReportAfter(CompletableFuture<Void> content, KnownAgent agent) {
    if (content.isDone() && !content.isCompletedExceptionally()) {
      return save(agent, RecordKind.REPORT);
    }
    Writing waiting = new Writing(clock.instant(), Set.of(agent));
    writing.add(waiting);
    return content
        .whenComplete((ignored, failure) -> {
          writing.remove(waiting);
          if (failure != null) {
            contentFailed(agent);
          }
        })
        .thenCompose(ignored -> save(agent, RecordKind.REPORT));
  }

  private void contentFailed(KnownAgent agent) {
    synchronized (agent) {
      if (!agent.gone()) {
        agent.stored().of(RecordKind.REPORT).fail();
        unsaved.add(agent);
      }
    }
  }

  private void startAfter(
      CompletableFuture<Void> removal,
      KnownAgent agent,
      RecordKind record,
      CompletableFuture<Void> done) {
    var _ =
        removal.whenComplete((ignored, failure) -> {
          AgentSnapshot snapshot;
          synchronized (agent) {
            snapshot = AgentSnapshot.of(agent);
          }
          start(agent.gone() ? Map.of() : Map.of(agent, snapshot), record, null, done);
        });
  }

  /**
   * Writes.
   *
   * @param begun what is new in all of the facts; null to write them as a whole
   */
  private void start(
      Map<KnownAgent, AgentSnapshot> agents,
      RecordKind record,
      @Nullable Attempt begun,
      CompletableFuture<Void> done) {
    Writing underWay = new Writing(clock.instant(), agents.keySet());
    writing.add(underWay);
    CompletableFuture<Set<InstanceUid>> write;
    try {
      write =
          switch (record) {
            case REPORT -> store.saveReports(reports(agents.values()));
            case FACTS ->
                begun == null
                    ? store.saveFacts(facts(agents.values()))
                    : store.saveBegun(begun, facts(agents.values()));
          };
    } catch (RuntimeException e) {
      write = CompletableFuture.failedFuture(e);
    }
    var _ =
        write.whenComplete((tooLarge, failure) -> {
          writing.remove(underWay);
          Throwable worst = failure;
          for (Map.Entry<KnownAgent, AgentSnapshot> each : agents.entrySet()) {
            Throwable own = failure;
            if (tooLarge != null && tooLarge.contains(each.getValue().uid())) {
              own = new TooLarge();
              worst = own;
            }
            finished(each.getKey(), record, each.getValue(), begun != null, own);
          }
          if (worst == null) {
            hints.changed(Topics.AGENTS);
            done.complete(null);
          } else {
            done.completeExceptionally(worst);
          }
        });
  }

  private void finished(
      KnownAgent agent,
      RecordKind record,
      AgentSnapshot snapshot,
      boolean begun,
      @Nullable Throwable failure) {
    CompletableFuture<Void> next;
    synchronized (agent) {
      StoredCopy stored = agent.stored();
      PendingSave progress = stored.of(record);
      if (failure instanceof TooLarge && !progress.tooLarge()) {
        LOG.warnf("event=agent_too_large agent=%s record=%s", agent.uid(), record);
      }
      next = progress.end(failure != null, failure instanceof TooLarge);
      if (failure == null) {
        switch (record) {
          case REPORT -> stored.reportStored(snapshot.sequence());
          case FACTS -> stored.factsStored(snapshot.facts(), begun);
        }
      }
      if (agent.gone() || !stored.unsaved()) {
        unsaved.remove(agent);
      } else {
        unsaved.add(agent);
      }
    }
    if (failure != null) {
      LOG.debugf("event=agent_unsaved agent=%s record=%s reason=%s", agent.uid(), record, failure);
    }
    if (next != null) {
      var _ =
          save(agent, record)
              .whenComplete((ignored, error) -> {
                if (error == null) {
                  next.complete(null);
                } else {
                  next.completeExceptionally(error);
                }
              });
    }
  }

  /** Writes again what could not be written before; to be called now and then. */
  void retryUnsaved() {
    List<KnownAgent> again = List.copyOf(unsaved);
    if (again.isEmpty()) {
      return;
    }
    for (RecordKind record : RecordKind.values()) {
      List<KnownAgent> failed = again.stream().filter(agent -> retries(agent, record)).toList();
      if (!failed.isEmpty()) {
        var _ =
            save(failed, record)
                .whenComplete((ignored, error) -> {
                  if (error == null) {
                    LOG.infof("event=agents_saved_late record=%s count=%d", record, failed.size());
                  }
                });
      }
    }
  }

  /** Those with something that could not be written. */
  Collection<KnownAgent> unsaved() {
    return List.copyOf(unsaved);
  }

  /** Another instance has written the agent since: what is unsaved here is of the past. */
  void drop(KnownAgent agent) {
    synchronized (agent) {
      agent.stored().of(RecordKind.REPORT).drop();
      agent.stored().of(RecordKind.FACTS).drop();
      unsaved.remove(agent);
    }
  }

  private static boolean retries(KnownAgent agent, RecordKind record) {
    synchronized (agent) {
      return agent.stored().of(record).mayRetry();
    }
  }

  /** Agents whose newest state is in memory only: the write failed, or hangs. */
  int unsavedCount() {
    Instant late = clock.instant().minus(patience);
    Set<KnownAgent> all = new HashSet<>(unsaved);
    for (Writing each : writing) {
      if (each.since.isBefore(late)) {
        all.addAll(each.agents);
      }
    }
    all.removeIf(KnownAgent::gone);
    return all.size();
  }

  /** Completes, never exceptionally, when no write of this agent is under way. */
  private CompletableFuture<Void> afterWrites(KnownAgent agent) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    synchronized (agent) {
      for (RecordKind record : RecordKind.values()) {
        if (agent.stored().of(record).running() instanceof CompletableFuture<Void> write) {
          running.add(write);
        }
      }
    }
    return all(running).exceptionally(ignored -> null);
  }

  /**
   * Removes an agent's records after its last write; before it leaves the index. Completes when
   * they are gone.
   *
   * @param first what has to be gone before
   */
  @GuardedBy("agent")
  CompletableFuture<Void> forget(
      KnownAgent agent, Collection<InstanceUid> uids, CompletableFuture<Void> first) {
    unsaved.remove(agent);
    return remove(uids, all(List.of(afterWrites(agent), first)));
  }

  /**
   * Removes records once something else has succeeded; what is saved under these uids from now on
   * is written after that.
   */
  CompletableFuture<Void> remove(Collection<InstanceUid> uids, CompletableFuture<?> first) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    List<CompletableFuture<Void>> earlier = new ArrayList<>();
    for (InstanceUid uid : uids) {
      if (removals.put(uid, done) instanceof CompletableFuture<Void> before) {
        earlier.add(before.exceptionally(ignored -> null));
      }
    }
    var _ =
        first
            .thenCompose(ignored -> all(earlier))
            .thenCompose(ignored -> all(uids.stream().map(store::remove).toList()))
            .whenComplete((ignored, failure) -> {
              uids.forEach(uid -> removals.remove(uid, done));
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
    return done;
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }

  private record AgentSnapshot(
      AgentState state, Reported reported, boolean behind, long sequence, long lastSeenMillis) {

    @GuardedBy("agent")
    static AgentSnapshot of(KnownAgent agent) {
      AgentState state = agent.state();
      ContentPace contents = agent.stored().contents();
      return new AgentSnapshot(
          state,
          contents.storable(state.reported()),
          contents.behind(),
          agent.sequence(),
          agent.lastSeenMillis());
    }

    InstanceUid uid() {
      return state.uid();
    }

    AgentFacts facts() {
      return state.facts();
    }

    StoredReport report() {
      return new StoredReport(reported, sequence, Instant.ofEpochMilli(lastSeenMillis), behind);
    }
  }

  private static Map<InstanceUid, StoredReport> reports(Collection<AgentSnapshot> agents) {
    Map<InstanceUid, StoredReport> reports = HashMap.newHashMap(agents.size());
    agents.forEach(agent -> reports.put(agent.uid(), agent.report()));
    return reports;
  }

  private static Map<InstanceUid, AgentFacts> facts(Collection<AgentSnapshot> agents) {
    Map<InstanceUid, AgentFacts> facts = HashMap.newHashMap(agents.size());
    agents.forEach(agent -> facts.put(agent.uid(), agent.facts()));
    return facts;
  }
}
