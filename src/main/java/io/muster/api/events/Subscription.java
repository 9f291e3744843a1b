package io.muster.api.events;

import io.muster.api.events.Event.AgentChanges;
import io.muster.api.events.Event.Change;
import io.muster.protocol.InstanceUid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one reader of the event stream has not read yet: bounded, and one entry per changed agent
 * however often it changes. A reader that is too slow loses all of it and is told so. Thread-safe.
 */
final class Subscription {

  /** Agents that may wait to be told about. */
  static final int MAX_AGENTS = 4096;

  /** Other events that may wait. */
  static final int MAX_OTHERS = 256;

  /** Bytes of other events that may wait: agents choose the size of their custom messages. */
  static final int MAX_BYTES = 16 << 20;

  /**
   * What is to be told now.
   *
   * @param overflow whether something was lost before this
   */
  record Batch(boolean overflow, List<AgentChanges> agents, List<Event> others) {}

  private final Map<InstanceUid, AgentChanges> agents = new LinkedHashMap<>();
  private final ArrayDeque<Event> others = new ArrayDeque<>();
  private long bytes;
  private boolean overflow;
  private @Nullable CompletableFuture<Batch> reader;
  private int ticksBusy;

  synchronized void agent(InstanceUid uid, Change change, @Nullable InstanceUid former) {
    if (overflow) {
      return;
    }
    AgentChanges before = agents.remove(former == null ? uid : former);
    if (agents.size() >= MAX_AGENTS) {
      overflow();
      return;
    }
    EnumSet<Change> changes = EnumSet.of(change);
    if (before != null) {
      changes.addAll(before.changes());
    }
    InstanceUid first = before != null && before.former() != null ? before.former() : former;
    agents.put(uid, new AgentChanges(uid, changes, first));
  }

  synchronized void other(Event event) {
    if (overflow) {
      return;
    }
    // One that is larger than all may be is told, if it is alone.
    if (others.size() >= MAX_OTHERS || (bytes > 0 && bytes + event.size() > MAX_BYTES)) {
      overflow();
      return;
    }
    others.add(event);
    bytes += event.size();
  }

  private void overflow() {
    agents.clear();
    others.clear();
    bytes = 0;
    overflow = true;
  }

  /** What comes next; completes at a {@link #flush} that finds something. One reader at a time. */
  synchronized CompletionStage<Batch> next() {
    CompletableFuture<Batch> waiting = new CompletableFuture<>();
    reader = waiting;
    ticksBusy = 0;
    return waiting;
  }

  /**
   * Time passes.
   *
   * @param most ticks that a reader may take for what it was handed
   * @return whether it has taken longer: it does not read
   */
  synchronized boolean stuck(int most) {
    ticksBusy = reader == null ? ticksBusy + 1 : 0;
    return ticksBusy > most;
  }

  /**
   * Hands what has gathered to the reader, if one waits.
   *
   * @param anyway even if there is nothing, to keep the connection alive
   */
  void flush(boolean anyway) {
    CompletableFuture<Batch> waiting;
    Batch batch;
    synchronized (this) {
      waiting = reader;
      if (waiting == null || (!anyway && !overflow && agents.isEmpty() && others.isEmpty())) {
        return;
      }
      reader = null;
      batch = new Batch(overflow, new ArrayList<>(agents.values()), List.copyOf(others));
      agents.clear();
      others.clear();
      bytes = 0;
      overflow = false;
    }
    waiting.complete(batch);
  }
}
