package io.muster.store.fleet;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.AGENT_FACTS;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.fleet.AgentStore;
import io.muster.protocol.InstanceUid;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import io.muster.store.Records;
import io.muster.store.StoreCorrupt;
import io.muster.store.Writes;
import io.muster.store.proto.FactsRecord;
import io.muster.store.proto.ReportRecord;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Agents in the caches {@code agents} and {@code agent-facts}, by uid. A report that cannot be read
 * is skipped and asked for again; facts that cannot be read are an error.
 */
@Singleton
final class StoredAgents implements AgentStore {

  private static final Logger LOG = Logger.getLogger(StoredAgents.class);
  private static final int LOADED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredAgents(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public void loadReports(Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
    store.scan(AGENTS, LOADED_AT_ONCE, entry -> loadReport(entry, consumer));
  }

  private static void loadReport(
      Entry entry, Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
    StoredReport report;
    try {
      report = Records.read(AGENTS, entry, ReportRecord.parser(), ReportRecords::read);
    } catch (StoreCorrupt e) {
      LOG.warnf("event=stored_report_skipped agent=%s reason=\"%s\"", entry.key(), e.getMessage());
      return;
    }
    consumer.accept(Map.entry(InstanceUid.parse(entry.key()), report));
  }

  @Override
  public void loadFacts(Consumer<Map.Entry<InstanceUid, AgentFacts>> consumer) {
    store.scan(
        AGENT_FACTS,
        LOADED_AT_ONCE,
        entry ->
            consumer.accept(
                Map.entry(
                    InstanceUid.parse(entry.key()),
                    Records.read(AGENT_FACTS, entry, FactsRecord.parser(), FactsRecords::read))));
  }

  @Override
  public CompletableFuture<Void> saveReports(Map<InstanceUid, StoredReport> reports) {
    return save(AGENTS, reports, ReportRecords::write);
  }

  @Override
  public CompletableFuture<Void> saveFacts(Map<InstanceUid, AgentFacts> facts) {
    return save(AGENT_FACTS, facts, FactsRecords::write);
  }

  private <T> CompletableFuture<Void> save(
      CacheName cache, Map<InstanceUid, T> values, Function<T, ByteString> write) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    Map<String, ByteString> batch = HashMap.newHashMap(Math.min(values.size(), Limits.MAX_BATCH));
    for (Map.Entry<InstanceUid, T> value : values.entrySet()) {
      batch.put(value.getKey().toString(), write.apply(value.getValue()));
      if (batch.size() == Limits.MAX_BATCH) {
        writes.add(store.putAll(cache, batch, Lifespan.FOREVER));
        batch.clear();
      }
    }
    writes.add(store.putAll(cache, batch, Lifespan.FOREVER));
    return writes.size() == 1 ? writes.getFirst() : Writes.all(writes);
  }

  @Override
  public CompletableFuture<Void> remove(InstanceUid uid) {
    // Facts first: what is left after a crash is a report, which is as good as a new agent
    return store
        .remove(AGENT_FACTS, uid.toString())
        .thenCompose(done -> store.remove(AGENTS, uid.toString()));
  }
}
