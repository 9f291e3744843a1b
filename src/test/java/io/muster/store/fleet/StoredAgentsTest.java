package io.muster.store.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Reported;
import io.muster.fleet.AgentStore;
import io.muster.fleet.AgentStoreContract;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.InstanceUid;
import io.muster.store.CacheName;
import io.muster.store.CrashingStore;
import io.muster.store.InMemoryStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import io.muster.store.StoreCorrupt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredAgentsTest extends AgentStoreContract {

  private static final InstanceUid UID = new InstanceUid(1, 2);
  private static final ByteString DAMAGED = ByteString.copyFromUtf8("not a record");

  private final InMemoryStore memory = new InMemoryStore(InstantSource.system());
  private final AgentStore store = new StoredAgents(memory);

  @Override
  protected AgentStore store() {
    return store;
  }

  @Test
  void aDamagedReportIsSkippedBecauseTheAgentCanBeAsked() {
    memory.put(CacheName.AGENTS, UID.toString(), DAMAGED, Lifespan.FOREVER).join();
    AgentStore.StoredReport good = new AgentStore.StoredReport(Reported.NOTHING, 3, Instant.EPOCH);
    store.saveReports(Map.of(new InstanceUid(3, 4), good)).join();
    List<AgentStore.StoredReport> loaded = new ArrayList<>();
    store.loadReports(entry -> loaded.add(entry.getValue()));
    assertThat(loaded).containsExactly(good);
  }

  @Test
  void aReportLargerThanARecordIsSetApartAndTheOthersAreWritten() {
    ByteString packages = ByteString.copyFrom(new byte[Limits.MAX_VALUE_BYTES]);
    Reported large =
        new Reported(
            AgentCapabilities.NONE, null, null, null, null, null, packages, List.of(), null);
    InstanceUid other = new InstanceUid(3, 4);
    assertThat(
            store
                .saveReports(
                    Map.of(
                        UID, new AgentStore.StoredReport(large, 1, Instant.EPOCH),
                        other, new AgentStore.StoredReport(Reported.NOTHING, 1, Instant.EPOCH)))
                .join())
        .containsExactly(UID);
    assertThat(memory.get(CacheName.AGENTS, UID.toString())).isEmpty();
    assertThat(memory.get(CacheName.AGENTS, other.toString())).isPresent();
  }

  @Test
  void damagedFactsAreAnErrorThatNamesTheRecord() {
    memory.put(CacheName.AGENT_FACTS, UID.toString(), DAMAGED, Lifespan.FOREVER).join();
    assertThatThrownBy(() -> store.loadFacts(entry -> {}))
        .isInstanceOf(StoreCorrupt.class)
        .hasMessageContaining(
            "'00000000-0000-0001-0000-000000000002' in 'agent-facts' cannot be read");
  }

  @Test
  void aCrashWithinARemovalLeavesNoFactsBehind() {
    store
        .saveReports(Map.of(UID, new AgentStore.StoredReport(Reported.NOTHING, 1, Instant.EPOCH)))
        .join();
    store.saveFacts(Map.of(UID, AgentFacts.of(UID, Instant.EPOCH))).join();
    AgentStore dying = new StoredAgents(new CrashingStore(memory, 0));
    assertThatThrownBy(() -> dying.remove(UID).join())
        .hasCauseInstanceOf(CrashingStore.Crash.class);
    assertThat(memory.get(CacheName.AGENT_FACTS, UID.toString())).isEmpty();
    assertThat(memory.get(CacheName.AGENTS, UID.toString())).isPresent();
    store.remove(UID).join();
    assertThat(memory.get(CacheName.AGENTS, UID.toString())).isEmpty();
  }
}
