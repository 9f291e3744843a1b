package io.muster.fleet;

import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of agents. It has records of its own, written by compare-and-set only: so any
 * instance may change the labels of any agent, and nothing that an instance remembers of an agent
 * and writes late can overwrite them (ADR 8). What is in memory follows the store. Thread-safe;
 * methods that do not say otherwise block.
 */
public final class AgentLabels {

  private static final Logger LOG = Logger.getLogger(AgentLabels.class);
  private static final int TRIES = 16;

  private final LabelStore store;
  private final AgentStore agents;
  private final AgentIndex index;
  private final AgentSaver saver;
  private final FleetEvents events;
  private final BooleanSupplier shared;
  private final Executor executor;
  private final Hints hints;

  /** Those whose labels in memory may differ from what is stored: a write of unknown fate. */
  private final Set<KnownAgent> doubtful = ConcurrentHashMap.newKeySet();

  /**
   * One reads the store and brings it into memory, or changes both, at a time; not the agent's own
   * monitor, which is never held during I/O.
   */
  private final Object[] locks = new Object[64];

  /**
   * Labels on these ports.
   *
   * @param executor where the labels of renamed agents are moved; may be blocked
   * @param hints told when labels were put here
   */
  AgentLabels(
      LabelStore store,
      AgentStore agents,
      AgentIndex index,
      AgentSaver saver,
      FleetEvents events,
      BooleanSupplier shared,
      Executor executor,
      Hints hints) {
    this.store = store;
    this.agents = agents;
    this.index = index;
    this.saver = saver;
    this.events = events;
    this.shared = shared;
    this.executor = executor;
    this.hints = hints;
    for (int i = 0; i < locks.length; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Replaces an agent's labels, durably, whichever instance has it.
   *
   * @param author the operator's name
   * @param precondition is given the labels that are replaced, and throws if they must not be; may
   *     be called several times
   * @throws AgentGone if the agent was removed, or renamed by another instance, meanwhile
   */
  public void put(KnownAgent agent, String author, Labels labels, Consumer<Labels> precondition) {
    var _ =
        change(
            agent,
            author,
            before -> {
              precondition.accept(before);
              return labels;
            });
  }

  /**
   * Makes an agent's labels from those it has, durably, whichever instance has it.
   *
   * @param author the operator's name
   * @param change is given the labels that are replaced, and throws if they must not be; may be
   *     called several times
   * @return the new ones
   * @throws AgentGone if the agent was removed, or renamed by another instance, meanwhile
   */
  public Labels change(KnownAgent agent, String author, UnaryOperator<Labels> change) {
    synchronized (lock(agent)) {
      for (int i = 0; i < TRIES; i++) {
        AgentState durable = durable(agent);
        InstanceUid uid = durable.uid();
        LabelStore.Stored found = read(durable);
        Labels labels = change.apply(found == null ? Labels.NONE : found.labels());
        doubtful.add(agent);
        if (store.write(uid, found, labels)) {
          requireThere(agent, uid, labels);
          show(agent, labels);
          doubtful.remove(agent);
          hints.changed(Topics.LABELS);
          log(uid, author, found == null ? Labels.NONE : found.labels(), labels);
          return labels;
        }
      }
    }
    throw new LabelsContended(agent.uid(), TRIES);
  }

  private static void log(InstanceUid agent, String author, Labels before, Labels now) {
    if (!before.equals(now)) {
      LOG.infof(
          "event=labels_changed agent=%s labels=\"%s\" before=\"%s\" author=%s",
          agent, now.text(), before.text(), author);
    }
  }

  /**
   * The agent as it is stored, with the uid it has there: labels are not stored before it is, or a
   * restart would not know whose they are.
   */
  private AgentState durable(KnownAgent agent) {
    for (int i = 0; i < TRIES; i++) {
      CompletableFuture<Void> saved;
      synchronized (agent) {
        if (agent.gone()) {
          throw new AgentGone(agent.uid());
        }
        boolean here = agent.link() != null || !shared.getAsBoolean();
        if (!here || agent.stored().factsDurable()) {
          return agent.state();
        }
        saved = saver.save(agent, RecordKind.FACTS);
      }
      await(saved);
    }
    throw new LabelsContended(agent.uid(), TRIES);
  }

  /** What was written for an agent that was removed at that moment must not wait for the next. */
  private void requireThere(KnownAgent agent, InstanceUid uid, Labels written) {
    boolean gone =
        agent.gone()
            || (shared.getAsBoolean() && agent.uid().equals(uid) && agents.facts(uid).isEmpty());
    if (gone) {
      store
          .read(uid)
          .filter(found -> found.labels().equals(written))
          .ifPresent(found -> store.write(uid, found, Labels.NONE));
      throw new AgentGone(uid);
    }
  }

  /** Brings what is known of one agent up to date with the store. */
  void refresh(KnownAgent agent) {
    synchronized (lock(agent)) {
      AgentState known;
      synchronized (agent) {
        known = agent.state();
        if (!known.facts().formerUids().isEmpty() && !agent.stored().factsDurable()) {
          // They are not moved to a new uid before that is durable.
          doubtful.add(agent);
          return;
        }
      }
      LabelStore.Stored found = read(known);
      show(agent, found == null ? Labels.NONE : found.labels());
      doubtful.remove(agent);
    }
  }

  /** Puts what is stored on agents that were loaded just now, and nobody has seen. */
  void load() {
    List<KnownAgent> renamed = new ArrayList<>();
    store.load(entry -> {
      KnownAgent agent = index.find(entry.getKey());
      if (agent != null && agent.uid().equals(entry.getKey())) {
        synchronized (agent) {
          agent.labelled(entry.getValue());
        }
      } else if (agent != null) {
        renamed.add(agent); // The server died in the middle of it.
      }
    });
    renamed.forEach(this::refresh);
  }

  /** Brings all agents up to date with the store. */
  public void read() {
    Map<InstanceUid, Labels> all = new HashMap<>();
    store.load(entry -> all.put(entry.getKey(), entry.getValue()));
    for (KnownAgent agent : index.all()) {
      Labels found = all.getOrDefault(agent.uid(), Labels.NONE);
      if (!found.equals(agent.state().labels())) {
        refresh(agent); // What was read may be older than what was put here meanwhile.
      }
    }
  }

  /** Reads again what may have been written or not; to be called now and then. */
  void retry() {
    for (KnownAgent agent : doubtful) {
      if (agent.gone()) {
        doubtful.remove(agent);
      } else {
        refresh(agent);
      }
    }
  }

  /**
   * Moves the labels of an agent that has a new uid; if that fails, {@link #retry} does. Never
   * blocks.
   *
   * @param renamed when the new uid is durable
   */
  CompletableFuture<Void> moved(KnownAgent agent, CompletableFuture<Void> renamed) {
    doubtful.add(agent);
    return renamed.thenRunAsync(() -> refresh(agent), executor);
  }

  /** Forgets the labels of an agent that is removed. Never blocks. */
  CompletableFuture<Void> remove(Set<InstanceUid> uids) {
    return CompletableFuture.allOf(
        uids.stream().map(store::remove).toArray(CompletableFuture[]::new));
  }

  /** What is stored under the agent's uid, after what was left under a former one was moved. */
  private LabelStore.@Nullable Stored read(AgentState agent) {
    agent.facts().formerUids().keySet().forEach(former -> move(former, agent.uid()));
    return store.read(agent.uid()).orElse(null);
  }

  /** What is under the new uid already was put after the renaming, unless it is a copy of ours. */
  private void move(InstanceUid from, InstanceUid to) {
    Labels copied = null;
    for (int i = 0; i < TRIES; i++) {
      LabelStore.Stored left = store.read(from).orElse(null);
      if (left == null) {
        return;
      }
      LabelStore.Stored present = store.read(to).orElse(null);
      boolean taken = present != null && !present.labels().equals(copied);
      if ((taken || store.write(to, present, left.labels()))
          && store.write(from, left, Labels.NONE)) {
        return;
      }
      copied = taken ? copied : left.labels();
    }
    throw new LabelsContended(to, TRIES);
  }

  private void show(KnownAgent agent, Labels labels) {
    synchronized (agent) {
      if (agent.gone() || agent.state().labels().equals(labels)) {
        return;
      }
      agent.labelled(labels);
    }
    events.publish(new FleetListener.Relabelled(agent.uid()));
  }

  private Object lock(KnownAgent agent) {
    return locks[Math.floorMod(System.identityHashCode(agent), locks.length)];
  }

  private static void await(CompletableFuture<Void> saved) {
    try {
      saved.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
