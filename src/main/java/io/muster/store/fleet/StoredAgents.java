package io.muster.store.fleet;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.AGENT_FACTS;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.fleet.AgentStore;
import io.muster.protocol.InstanceUid;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.ReportRecord;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Agents in the caches {@code agents} and {@code agent-facts}, by uid. What cannot be read is
 * skipped: a report is asked for again, and an agent without facts begins anew.
 */
@Singleton
final class StoredAgents implements AgentStore {

  private static final int LOADED_AT_ONCE = 256;

  /** Bytes per call, so that a fleet of large agents does not fill the queue with one write. */
  private static final int BATCH_BYTES = 8 << 20;

  /** From so many agents on, one record for all is less than a record for each. */
  private static final int MANY = 16;

  private final KeyValueStore store;
  private final SharedAttemptRecords begun;

  StoredAgents(KeyValueStore store) {
    this.store = store;
    this.begun = new SharedAttemptRecords(store);
  }

  @Override
  public void loadReports(Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
    store.scan(AGENTS, LOADED_AT_ONCE, entry -> loadReport(entry, consumer));
  }

  private void loadReport(Entry entry, Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
    Records.readable(
            store,
            AGENTS,
            entry,
            ReportRecord.parser(),
            record -> Map.entry(InstanceUid.parse(entry.key()), ReportRecords.read(record)))
        .ifPresent(consumer);
  }

  @Override
  public void loadFacts(Consumer<Map.Entry<InstanceUid, AgentFacts>> consumer) {
    // What was begun first: it is removed when facts that contain it have been written.
    SharedAttemptRecords.Begun attempts = begun.load();
    store.scan(
        AGENT_FACTS,
        LOADED_AT_ONCE,
        entry ->
            facts(entry)
                .ifPresent(read ->
                    consumer.accept(
                        Map.entry(read.getKey(), attempts.in(read.getKey(), read.getValue())))));
  }

  private Optional<Map.Entry<InstanceUid, AgentFacts>> facts(Entry entry) {
    return Records.readable(
        store,
        AGENT_FACTS,
        entry,
        FactsRecord.parser(),
        record -> Map.entry(InstanceUid.parse(entry.key()), FactsRecords.read(record)));
  }

  @Override
  public Optional<StoredReport> report(InstanceUid uid) {
    List<StoredReport> found = new ArrayList<>(1);
    store
        .get(AGENTS, uid.toString())
        .ifPresent(entry -> loadReport(entry, read -> found.add(read.getValue())));
    return found.stream().findFirst();
  }

  @Override
  public Optional<AgentFacts> facts(InstanceUid uid) {
    SharedAttemptRecords.Begun attempts = begun.read();
    return store
        .get(AGENT_FACTS, uid.toString())
        .flatMap(this::facts)
        .map(read -> attempts.in(uid, read.getValue()));
  }

  @Override
  public CompletableFuture<Set<InstanceUid>> saveReports(Map<InstanceUid, StoredReport> reports) {
    return save(AGENTS, reports, ReportRecords::write);
  }

  @Override
  public CompletableFuture<Set<InstanceUid>> saveFacts(Map<InstanceUid, AgentFacts> facts) {
    Set<InstanceUid> uids = Set.copyOf(facts.keySet());
    return save(AGENT_FACTS, facts, FactsRecords::write)
        .thenApply(tooLarge -> {
          begun.settled(uids, tooLarge);
          return tooLarge;
        });
  }

  @Override
  public CompletableFuture<Set<InstanceUid>> saveBegun(
      Attempt attempt, Map<InstanceUid, AgentFacts> facts) {
    return facts.size() < MANY
        ? saveFacts(facts)
        : begun.save(attempt, facts.keySet()).thenApply(ignored -> Set.of());
  }

  private <T> CompletableFuture<Set<InstanceUid>> save(
      CacheName cache, Map<InstanceUid, T> values, Function<T, ByteString> write) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    Set<InstanceUid> tooLarge = new HashSet<>(0);
    Map<String, ByteString> batch = HashMap.newHashMap(Math.min(values.size(), Limits.MAX_BATCH));
    long bytes = 0;
    for (Map.Entry<InstanceUid, T> value : values.entrySet()) {
      ByteString record = write.apply(value.getValue());
      if (record.size() > Limits.MAX_VALUE_BYTES) {
        tooLarge.add(value.getKey());
        continue;
      }
      if (batch.size() == Limits.MAX_BATCH || (bytes > 0 && bytes + record.size() > BATCH_BYTES)) {
        writes.add(store.putAll(cache, batch, Lifespan.FOREVER));
        batch.clear();
        bytes = 0;
      }
      batch.put(value.getKey().toString(), record);
      bytes += record.size();
    }
    writes.add(store.putAll(cache, batch, Lifespan.FOREVER));
    CompletableFuture<Void> all = writes.size() == 1 ? writes.getFirst() : Writes.all(writes);
    return all.thenApply(ignored -> tooLarge);
  }

  @Override
  public CompletableFuture<Void> remove(InstanceUid uid) {
    // Facts first: what is left after a crash is a report, which is as good as a new agent
    return store
        .remove(AGENT_FACTS, uid.toString())
        .thenCompose(done -> {
          begun.settled(Set.of(uid), Set.of());
          return store.remove(AGENTS, uid.toString());
        });
  }
}
