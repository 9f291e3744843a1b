package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.Reported;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps what is known of agents over a restart. What an agent reports can be asked for again, its
 * facts cannot: the two are written apart, and no atomicity over them is promised (SEMANTICS 13,
 * 15).
 *
 * <p>Mutations may be called from any thread, never block, and complete when the write is durable;
 * they complete exceptionally with the store's own exception when it is not.
 */
public interface AgentStore {

  /**
   * What an agent reported, with where its sequence stood.
   *
   * @param sequence the last sequence number seen when this was written
   * @param behind whether the agent had reported a newer effective config, which was not stored
   */
  record StoredReport(Reported reported, long sequence, Instant lastSeen, boolean behind) {

    /** All that the agent had reported. */
    public StoredReport(Reported reported, long sequence, Instant lastSeen) {
      this(reported, sequence, lastSeen, false);
    }
  }

  /** Hands over every stored report, blocking; for the start of the server. */
  void loadReports(Consumer<Map.Entry<InstanceUid, StoredReport>> consumer);

  /** Hands over the facts of every agent, blocking; for the start of the server. */
  void loadFacts(Consumer<Map.Entry<InstanceUid, AgentFacts>> consumer);

  /** The stored report of one agent; empty if there is none, or it cannot be read. Blocks. */
  Optional<StoredReport> report(InstanceUid uid);

  /** The facts of one agent; empty if there are none. Blocks. */
  Optional<AgentFacts> facts(InstanceUid uid);

  /**
   * Writes reports, replacing older ones.
   *
   * @return those that are larger than the store takes, which were left out; none as a rule
   */
  CompletableFuture<Set<InstanceUid>> saveReports(Map<InstanceUid, StoredReport> reports);

  /**
   * Writes facts, replacing older ones.
   *
   * @return those that are larger than the store takes, which were left out; none as a rule
   */
  CompletableFuture<Set<InstanceUid>> saveFacts(Map<InstanceUid, AgentFacts> facts);

  /**
   * Writes facts that differ from the stored ones in nothing but this attempt, which has become the
   * newest: what a change of policy does to thousands at once. A store may keep it in one record
   * for all of them.
   *
   * @return as {@link #saveFacts}
   */
  default CompletableFuture<Set<InstanceUid>> saveBegun(
      Attempt attempt, Map<InstanceUid, AgentFacts> facts) {
    return saveFacts(facts);
  }

  /** Forgets an agent, report and facts; one that is not there is no error. */
  CompletableFuture<Void> remove(InstanceUid uid);
}
