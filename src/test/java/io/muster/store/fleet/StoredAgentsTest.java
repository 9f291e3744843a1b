package io.muster.store.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Reported;
import io.muster.fleet.AgentStore;
import io.muster.fleet.AgentStoreContract;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.store.CacheName;
import io.muster.store.CrashingStore;
import io.muster.store.Entry;
import io.muster.store.InMemoryStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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

  private static final Attempt BEGUN =
      new Attempt(
          OfferKind.CONFIG,
          ContentHash.sha256(ByteString.copyFromUtf8("a")),
          "prod@1",
          1,
          Attempt.State.OFFERED,
          1,
          Instant.EPOCH.plusSeconds(1),
          Instant.EPOCH.plusSeconds(1),
          Instant.EPOCH.plusSeconds(61),
          "");

  private static Map<InstanceUid, AgentFacts> begin(AgentStore in, int agents) {
    Map<InstanceUid, AgentFacts> fleet = new HashMap<>();
    for (int i = 0; i < agents; i++) {
      InstanceUid uid = new InstanceUid(i, i);
      fleet.put(uid, AgentFacts.of(uid, Instant.EPOCH));
    }
    in.saveFacts(fleet).join();
    fleet.replaceAll((uid, facts) -> facts.withAttempts(facts.attempts().with(BEGUN)));
    in.saveBegun(BEGUN, fleet).join();
    return fleet;
  }

  private static int records(InMemoryStore in, CacheName cache) {
    List<Entry> found = new ArrayList<>();
    in.scan(cache, 10, found::add);
    return found.size();
  }

  @Test
  void anAttemptOfManyIsOneRecordUntilTheFactsOfAllAreWritten() {
    Map<InstanceUid, AgentFacts> fleet = begin(store, 100);
    assertThat(records(memory, CacheName.BEGUN)).isEqualTo(1);
    InstanceUid last = new InstanceUid(5, 5);
    Map<InstanceUid, AgentFacts> others = new HashMap<>(fleet);
    others.remove(last);
    store.saveFacts(others).join();
    store.saveFacts(others).join();
    assertThat(records(memory, CacheName.BEGUN)).isEqualTo(1);
    store.saveFacts(Map.of(last, fleet.get(last))).join();
    assertThat(records(memory, CacheName.BEGUN)).isZero();
  }

  @Test
  void aRemovedAgentIsNotWaitedFor() {
    Map<InstanceUid, AgentFacts> fleet = begin(store, 16);
    InstanceUid gone = new InstanceUid(5, 5);
    store.remove(gone).join();
    fleet.remove(gone);
    store.saveFacts(fleet).join();
    assertThat(records(memory, CacheName.BEGUN)).isZero();
  }

  @Test
  void anAttemptOfFewIsPartOfTheirFactsAtOnce() {
    begin(store, 15);
    assertThat(records(memory, CacheName.BEGUN)).isZero();
  }

  @Test
  void theNextProcessKnowsWhatWasBegunAndSettlesIt() {
    Map<InstanceUid, AgentFacts> fleet = begin(store, 40);
    AgentStore next = new StoredAgents(memory);
    Map<InstanceUid, AgentFacts> loaded = new HashMap<>();
    next.loadFacts(entry -> loaded.put(entry.getKey(), entry.getValue()));
    assertThat(loaded).isEqualTo(fleet);
    next.saveFacts(loaded).join();
    assertThat(records(memory, CacheName.BEGUN)).isZero();
  }

  @Test
  void anotherInstanceKnowsWhatWasBegunAndLeavesItToWhoeverBegan() {
    InMemoryStore shared = new InMemoryStore(InstantSource.system(), true);
    AgentStore one = new StoredAgents(shared);
    AgentStore other = new StoredAgents(shared);
    Map<InstanceUid, AgentFacts> fleet = begin(one, 40);
    fleet.forEach((uid, facts) -> assertThat(other.facts(uid)).contains(facts));
    other.saveFacts(fleet).join();
    assertThat(records(shared, CacheName.BEGUN)).isEqualTo(1);
    one.saveFacts(fleet).join();
    assertThat(records(shared, CacheName.BEGUN)).isZero();
  }

  @Test
  void aDamagedRecordOfAnAttemptIsNamedAndTheAgentsAreLoadedWithoutIt() {
    Map<InstanceUid, AgentFacts> fleet = begin(store, 2);
    memory.put(CacheName.BEGUN, "x", DAMAGED, Lifespan.FOREVER).join();
    Map<InstanceUid, AgentFacts> loaded = new HashMap<>();
    store.loadFacts(entry -> loaded.put(entry.getKey(), entry.getValue()));
    assertThat(loaded).isEqualTo(fleet);
    assertThat(named()).containsExactly("begun/x");
  }

  private List<String> named() {
    return memory.damaged().in(memory).stream()
        .map(each -> each.cache().text() + "/" + each.key())
        .toList();
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
  void damagedFactsAreNamedAndTheOtherAgentsAreLoaded() {
    InstanceUid other = new InstanceUid(3, 4);
    store.saveFacts(Map.of(other, AgentFacts.of(other, Instant.EPOCH))).join();
    memory.put(CacheName.AGENT_FACTS, UID.toString(), DAMAGED, Lifespan.FOREVER).join();
    memory.put(CacheName.AGENT_FACTS, "no uid", ByteString.EMPTY, Lifespan.FOREVER).join();
    List<InstanceUid> loaded = new ArrayList<>();
    store.loadFacts(entry -> loaded.add(entry.getKey()));
    assertThat(loaded).containsExactly(other);
    assertThat(named())
        .containsExactlyInAnyOrder(
            "agent-facts/00000000-0000-0001-0000-000000000002", "agent-facts/no uid");
    assertThat(store.facts(UID)).isEmpty();
    store.saveFacts(Map.of(UID, AgentFacts.of(UID, Instant.EPOCH))).join();
    assertThat(named()).containsExactly("agent-facts/no uid");
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
