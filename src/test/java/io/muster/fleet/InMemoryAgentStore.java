package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.protocol.InstanceUid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Agents in memory, for tests; writes fail, or wait, while told to. */
public final class InMemoryAgentStore implements AgentStore {

  private final Map<InstanceUid, StoredReport> reports = new ConcurrentHashMap<>();
  private final Map<InstanceUid, AgentFacts> facts = new ConcurrentHashMap<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private volatile @Nullable RuntimeException failure;
  private volatile boolean holding;
  private volatile Set<InstanceUid> tooLarge = Set.of();

  /** Lets writes fail with this; null lets them succeed again. */
  public void failWith(@Nullable RuntimeException newFailure) {
    failure = newFailure;
  }

  /** Leaves out the reports of these agents as too large. */
  public void tooLarge(Set<InstanceUid> uids) {
    tooLarge = uids;
  }

  /** Lets writes wait, like a disk that hangs, until {@link #release}. */
  public void hold() {
    holding = true;
  }

  /** Does what waits, in order, and what comes from now on at once. */
  public void release() {
    holding = false;
    releaseHeld();
  }

  /** Does what waits now, in order; what comes goes on waiting. */
  public void releaseHeld() {
    for (int waiting = held.size(); waiting > 0; waiting--) {
      held.remove().run();
    }
  }

  /** Calls of a mutation so far, failed ones included. */
  public int writes() {
    return writes.get();
  }

  @Override
  public void loadReports(Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
    Map.copyOf(reports).entrySet().forEach(consumer);
  }

  @Override
  public void loadFacts(Consumer<Map.Entry<InstanceUid, AgentFacts>> consumer) {
    Map.copyOf(facts).entrySet().forEach(consumer);
  }

  @Override
  public Optional<StoredReport> report(InstanceUid uid) {
    return Optional.ofNullable(reports.get(uid));
  }

  @Override
  public Optional<AgentFacts> facts(InstanceUid uid) {
    return Optional.ofNullable(facts.get(uid));
  }

  @Override
  public CompletableFuture<Set<InstanceUid>> saveReports(
      Map<InstanceUid, StoredReport> newReports) {
    Map<InstanceUid, StoredReport> taken = new HashMap<>(newReports);
    taken.keySet().removeAll(tooLarge);
    return write(() -> reports.putAll(taken)).thenApply(ignored -> tooLarge);
  }

  @Override
  public CompletableFuture<Set<InstanceUid>> saveFacts(Map<InstanceUid, AgentFacts> newFacts) {
    return write(() -> facts.putAll(newFacts)).thenApply(ignored -> Set.of());
  }

  /** Refuses what is more than the stored facts and the attempt, which another store would lose. */
  @Override
  public CompletableFuture<Set<InstanceUid>> saveBegun(
      Attempt attempt, Map<InstanceUid, AgentFacts> newFacts) {
    newFacts.forEach((uid, given) -> {
      AgentFacts stored = facts.get(uid);
      if (stored == null || !stored.withAttempts(stored.attempts().with(attempt)).equals(given)) {
        throw new AssertionError(uid + " has " + given + ", stored is " + stored);
      }
    });
    begun.addAndGet(newFacts.size());
    return saveFacts(newFacts);
  }

  /** How often the facts of an agent were written as an attempt of many. */
  public int begun() {
    return begun.get();
  }

  @Override
  public CompletableFuture<Void> remove(InstanceUid uid) {
    return write(() -> {
      facts.remove(uid);
      reports.remove(uid);
    });
  }

  private CompletableFuture<Void> write(Runnable change) {
    writes.incrementAndGet();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable write =
        () -> {
          RuntimeException why = failure;
          if (why == null) {
            change.run();
            done.complete(null);
          } else {
            done.completeExceptionally(why);
          }
        };
    if (holding) {
      held.add(write);
    } else {
      write.run();
    }
    return done;
  }
}
