package io.muster.store.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import io.muster.fleet.SessionRecord;
import io.muster.fleet.SessionRecords;
import io.muster.protocol.InstanceUid;
import io.muster.store.KeyValueStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the port about owners promises, on whatever store. */
abstract class OwnersContract {

  private static final InstanceUid UID = new InstanceUid(1, -2);
  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  private KeyValueStore store;
  private SessionRecords sessionRecords;

  abstract KeyValueStore open();

  @BeforeEach
  void start() {
    store = open();
    sessionRecords = new StoredSessions(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static SessionRecord by(String instance, long epoch) {
    return new SessionRecord(
        new InstanceId(instance), epoch, true, Transport.HTTP, NOW, "10.0.0.1:4711", -1, NOW);
  }

  @Test
  void anEntryComesBackAsItWas() {
    assertThat(sessionRecords.read(UID)).isEmpty();
    SessionRecord first = sessionRecords.claim(UID, by("a", 5), 0).holding();
    assertThat(first).isEqualTo(by("a", 5));
    assertThat(sessionRecords.read(UID)).contains(first);
    Map<InstanceUid, SessionRecord> all = new HashMap<>();
    sessionRecords.load(entry -> all.put(entry.getKey(), entry.getValue()));
    assertThat(all).containsExactly(Map.entry(UID, first));
    sessionRecords.remove(UID);
    sessionRecords.remove(UID);
    assertThat(sessionRecords.read(UID)).isEmpty();
  }

  @Test
  void eachClaimIsOfAHigherEpochWhateverTheClocksSay() {
    assertThat(sessionRecords.claim(UID, by("a", 1000), 0).holding().epoch()).isEqualTo(1000);
    SessionRecords.Claim second = sessionRecords.claim(UID, by("b", 7), 0);
    assertThat(second.before()).contains(by("a", 1000));
    assertThat(second.holding()).isEqualTo(by("b", 1001));
    assertThat(sessionRecords.claim(UID, by("b", 2000), 0).holding().epoch()).isEqualTo(2000);
  }

  @Test
  void aSessionThatGoesOnKeepsItsEpochUnlessAnotherCameBetween() {
    var _ = sessionRecords.claim(UID, by("a", 5), 0);
    assertThat(sessionRecords.claim(UID, by("a", 9), 5).holding().epoch()).isEqualTo(5);
    var _ = sessionRecords.claim(UID, by("b", 6), 0);
    assertThat(sessionRecords.claim(UID, by("a", 5), 5).holding().epoch()).isEqualTo(7);
  }

  @Test
  void whatAnEarlierSessionDoesLateChangesNothing() {
    var _ = sessionRecords.claim(UID, by("a", 5), 0);
    var _ = sessionRecords.claim(UID, by("b", 6), 0);
    assertThat(sessionRecords.update(UID, by("a", 5).gone(3, NOW))).isFalse();
    assertThat(sessionRecords.read(UID)).contains(by("b", 6));
    assertThat(sessionRecords.update(UID, by("b", 6).gone(4, NOW))).isTrue();
    assertThat(sessionRecords.read(UID)).contains(by("b", 6).gone(4, NOW));
  }
}
