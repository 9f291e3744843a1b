package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempts;
import io.muster.agent.Labels;
import io.muster.agent.OfferKind;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.store.CacheName;
import io.muster.store.CrashingStore;
import io.muster.store.Entry;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A server killed after any write of the store leaves a fleet that is sound (SEMANTICS 13). */
class FleetCrashPointTest {

  private static final int ENOUGH = 50;
  private static final int MANY = 20;
  private static final Labels PROD = new Labels(Map.of("env", "prod"));

  private static FleetHarness on(KeyValueStore store) {
    return new FleetHarness(store);
  }

  /** A labelled agent, then the action on servers that die after the first write, the second, … */
  private static List<InMemoryStore> crashes(int least, Consumer<FleetHarness> action) {
    List<InMemoryStore> left = new ArrayList<>();
    for (int writes = 0; writes < ENOUGH; writes++) {
      InMemoryStore memory = new InMemoryStore(InstantSource.system());
      FleetHarness before = on(memory);
      before.label(before.accepted(complete(1)), PROD.pairs());
      CrashingStore dying = new CrashingStore(memory, writes);
      try {
        action.accept(on(dying));
      } catch (CrashingStore.Crash | CompletionException e) {
        // As planned.
      }
      left.add(memory);
      if (!dying.crashed()) {
        assertThat(left).as("crash points").hasSizeGreaterThan(least);
        return left;
      }
    }
    throw new AssertionError("more than " + ENOUGH + " writes");
  }

  private static void moveAndSpeak(FleetHarness harness) {
    KnownAgent agent = harness.fleet().find(UID).orElseThrow();
    InstanceUid moved = harness.fleet().assignNewUid(agent).join();
    // Under the old uid while it does not know, then under the new one.
    harness.accepted(message(2));
    assertThat(harness.reporting().takeAssignment(agent)).isEqualTo(moved);
    harness.accepted(message(3).setInstanceUid(moved.toBytes()));
  }

  @Test
  void aNewUidLeavesOneAgentWithItsLabelsAndItsBucket() {
    for (InMemoryStore memory : crashes(5, FleetCrashPointTest::moveAndSpeak)) {
      FleetHarness after = on(memory);
      assertThat(after.fleet().size()).isEqualTo(1);
      KnownAgent agent = after.fleet().find(UID).orElseThrow();
      assertThat(agent.state().labels()).isEqualTo(PROD);
      assertThat(agent.state().facts().firstUid()).isEqualTo(UID);
      // It speaks as it does, knows no crash, and is the same agent; what is left over is gone.
      assertThat(after.accepted(message(9))).isSameAs(agent);
      assertThat(after.accepted(complete(10).setInstanceUid(agent.uid().toBytes())))
          .isSameAs(agent);
      assertThat(on(memory).fleet().agents()).hasSize(1);
      moveAndSpeak(on(memory));
      assertThat(on(memory).fleet().agents()).hasSize(1);
    }
  }

  private static void reportConfig(FleetHarness harness) {
    AgentConfigFile file =
        AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8("a: 1")).build();
    var map = AgentConfigMap.newBuilder().putConfigMap("", file);
    var config = EffectiveConfig.newBuilder().setConfigMap(map);
    ReportOutcome outcome = harness.send(complete(2).setEffectiveConfig(config));
    ((ReportOutcome.Accepted) outcome).saved().join();
  }

  @Test
  void aReportNeverNamesAConfigThatIsNotThere() {
    for (InMemoryStore memory : crashes(2, FleetCrashPointTest::reportConfig)) {
      FleetHarness after = on(memory);
      KnownAgent agent = after.fleet().find(UID).orElseThrow();
      ContentHash named = agent.state().reported().effectiveConfig();
      assertThat(after.fleet().effectiveConfig(agent.state()).isPresent()).isEqualTo(named != null);
      reportConfig(after);
      KnownAgent again = on(memory).fleet().find(UID).orElseThrow();
      assertThat(on(memory).fleet().effectiveConfig(again.state())).isPresent();
    }
  }

  private static final ContentHash CONFIG = ConfigUnderTest.hash("a");

  private static InstanceUid uid(int number) {
    return new InstanceUid(UID.mostSignificant(), number);
  }

  /** A change of policy for many at once, to which every third agent says that it failed. */
  private static void offerToMany(
      FleetHarness harness, Set<InstanceUid> sent, Set<InstanceUid> refused) {
    harness.config.want(CONFIG);
    List<OfferScheduler.Beginning> beginnings = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      KnownAgent agent = harness.accepted(message(2).setInstanceUid(uid(i).toBytes()));
      if (harness.offers().decide(agent, harness.config)
          instanceof OfferDecision.Begin(Offer.Due due)) {
        beginnings.add(new OfferScheduler.Beginning(agent, OfferKind.CONFIG, due));
      }
    }
    harness.offers().begin(beginnings).join();
    for (OfferScheduler.Beginning beginning : beginnings) {
      if (CONFIG.equals(harness.offered(beginning.agent()))) {
        sent.add(beginning.agent().uid());
      }
    }
    for (int i = 0; i < MANY; i++) {
      RemoteConfigStatuses said =
          i % 3 == 0
              ? RemoteConfigStatuses.RemoteConfigStatuses_FAILED
              : RemoteConfigStatuses.RemoteConfigStatuses_APPLIED;
      ReportOutcome outcome =
          harness.send(
              message(3)
                  .setInstanceUid(uid(i).toBytes())
                  .setRemoteConfigStatus(FleetHarness.status(CONFIG, said)));
      ((ReportOutcome.Accepted) outcome).saved().join();
      if (i % 3 == 0) {
        refused.add(uid(i));
      }
    }
  }

  @Test
  void whatWasSentToManyAtOnceIsKnownAndWhatFailedThereIsFinal() {
    for (int writes = 0; ; writes++) {
      assertThat(writes).as("crash points").isLessThan(3 * MANY);
      InMemoryStore memory = new InMemoryStore(InstantSource.system());
      FleetHarness before = on(memory);
      for (int i = 0; i < MANY; i++) {
        var _ = before.accepted(complete(1).setInstanceUid(uid(i).toBytes()));
      }
      CrashingStore dying = new CrashingStore(memory, writes);
      FleetHarness process = on(dying);
      Set<InstanceUid> sent = new HashSet<>();
      Set<InstanceUid> refused = new HashSet<>();
      try {
        offerToMany(process, sent, refused);
      } catch (CrashingStore.Crash | CompletionException e) {
        // As planned.
      }
      FleetHarness after = on(memory);
      for (InstanceUid each : sent) {
        Attempts attempts = after.fleet().find(each).orElseThrow().state().facts().attempts();
        assertThat(attempts.find(OfferKind.CONFIG, CONFIG))
            .as("after %s writes", writes)
            .isPresent();
        if (refused.contains(each)) {
          assertThat(attempts.find(OfferKind.CONFIG, CONFIG).orElseThrow().failed()).isTrue();
        }
      }
      if (!dying.crashed()) {
        assertThat(writes).as("writes in all").isGreaterThan(2 * MANY);
        assertThat(sent).hasSize(MANY);
        List<Entry> left = new ArrayList<>();
        memory.scan(CacheName.BEGUN, 10, left::add);
        assertThat(left).isEmpty();
        return;
      }
    }
  }

  @Test
  void aDeletionLeavesNoLabelsOfAnAgentThatIsGone() {
    for (InMemoryStore memory :
        crashes(2, h -> h.fleet().remove(h.fleet().find(UID).orElseThrow()).join())) {
      for (KnownAgent agent : on(memory).fleet().agents()) {
        assertThat(agent.state().labels()).isEqualTo(Labels.NONE);
      }
    }
  }
}
