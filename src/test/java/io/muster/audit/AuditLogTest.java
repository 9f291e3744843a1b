package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.audit.AuditEntry.Result;
import io.muster.audit.AuditLog.Numbered;
import io.muster.audit.AuditLog.Page;
import io.muster.audit.AuditLog.Proven;
import io.muster.cluster.Leadership;
import io.muster.store.CacheName;
import io.muster.store.CrashingStore;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.audit.AuditStores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditLogTest {

  private static final Instant NOW = Instant.parse("2026-12-01T03:00:00Z");
  private static final Actor ADA = new Actor("ada", "laptop", "192.0.2.7");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final InstantSource clock = now::get;
  private final InMemoryStore memory = new InMemoryStore(clock);
  private final AtomicReference<String> newest = new AtomicReference<>("");

  private AuditTrail trail(KeyValueStore store, String instance) {
    return new AuditTrail(AuditStores.on(store), clock, instance);
  }

  private Sequencer sequencer(KeyValueStore store, Leadership leadership) {
    return new Sequencer(
        AuditStores.on(store), leadership, gone -> !gone.equals("gone"), newest::set, clock);
  }

  private void put(AuditTrail trail, String object) {
    AuditEntry asked = trail.asked(ADA, "PUT", object, false);
    trail.ended(asked, Result.DONE, 201, object + "@1");
  }

  private List<String> lines() {
    AuditLog log = new AuditLog(AuditStores.on(memory));
    List<String> lines = new ArrayList<>();
    log.read(log.verifier().open(log.checkpoint()).size(), lines::add);
    return lines;
  }

  private List<String> objects() {
    return lines().stream().map(line -> AuditLine.parse(line).entry().object()).toList();
  }

  private static LogCheck.Finding check(List<String> lines, Checkpoint... checkpoints) {
    LogCheck check = new LogCheck(List.of(checkpoints));
    lines.forEach(check::line);
    return check.end();
  }

  private Checkpoint checkpoint() {
    AuditLog log = new AuditLog(AuditStores.on(memory));
    return log.verifier().open(log.checkpoint());
  }

  @Test
  void whatWasDoneIsInTheLogWithWhoAndHow() {
    AuditTrail trail = trail(memory, "one");
    put(trail, "configs/prod");
    now.set(NOW.plusSeconds(1));
    trail.refused(new Actor("bob", "", "::1"), "DELETE", "operators/ada", 403);
    AuditEntry failed = trail.asked(ADA, "POST", "rollouts", true);
    trail.ended(failed, Result.of(503), 503, "");
    sequencer(memory, Leadership.alone()).step();
    assertThat(lines())
        .containsExactly(
            "{\"logged\":\"2026-12-01T03:00:01Z\",\"at\":\"2026-12-01T03:00:00Z\",\"who\":\"ada\","
                + "\"by\":\"laptop\",\"from\":\"192.0.2.7\",\"verb\":\"PUT\",\"object\":\"configs/prod\","
                + "\"result\":\"done\",\"status\":201,\"now\":\"configs/prod@1\",\"id\":\"one-1\"}",
            "{\"logged\":\"2026-12-01T03:00:01Z\",\"at\":\"2026-12-01T03:00:01Z\",\"who\":\"bob\","
                + "\"by\":\"\",\"from\":\"::1\",\"verb\":\"DELETE\",\"object\":\"operators/ada\","
                + "\"result\":\"refused\",\"status\":403,\"id\":\"one-2\"}",
            "{\"logged\":\"2026-12-01T03:00:01Z\",\"at\":\"2026-12-01T03:00:01Z\",\"who\":\"ada\","
                + "\"by\":\"laptop\",\"from\":\"192.0.2.7\",\"verb\":\"POST\",\"object\":\"rollouts\","
                + "\"result\":\"failed\",\"status\":503,\"id\":\"one-3\"}");
    assertThat(memory.get(CacheName.AUDIT_WAITING, "one-1")).isEmpty();
    assertThat(newest.get()).isEqualTo(new AuditLog(AuditStores.on(memory)).checkpoint());
    for (String line : lines()) {
      assertThat(AuditLine.parse(line).text()).isEqualTo(line);
    }
  }

  @Test
  void whatHasNotEndedWaitsTenMinutesAndIsUnknownThen() {
    AuditTrail trail = trail(memory, "one");
    AuditEntry asked = trail.asked(ADA, "PUT", "configs/a", false);
    put(trail, "configs/b");
    Sequencer sequencer = sequencer(memory, Leadership.alone());
    sequencer.step();
    assertThat(objects()).containsExactly("configs/b");
    now.set(NOW.plus(Duration.ofMinutes(10)).plusMillis(1));
    sequencer.step();
    assertThat(objects()).containsExactly("configs/b", "configs/a");
    assertThat(lines().getLast()).contains("\"result\":\"unknown\"");
    // It ended all the same: another line says so.
    put(trail, "configs/c");
    sequencer.step();
    trail.ended(asked, Result.DONE, 200, "");
    sequencer.step();
    assertThat(objects()).containsExactly("configs/b", "configs/a", "configs/c", "configs/a");
    assertThat(lines().getLast()).contains("\"result\":\"done\"", "\"id\":\"one-1\"");
  }

  @Test
  void whatAnInstanceThatIsGoneWasAskedForIsUnknownAtOnce() {
    trail(memory, "gone").asked(ADA, "PUT", "configs/a", false);
    trail(memory, "one").asked(ADA, "PUT", "configs/b", false);
    sequencer(memory, Leadership.alone()).step();
    assertThat(objects()).containsExactly("configs/a");
    assertThat(lines().getFirst()).contains("\"result\":\"unknown\"");
  }

  /** More than two records of roots, so every form of subtree is asked for. */
  @Test
  void everyLineIsProvenHoweverLongTheLogIs() {
    AuditStore store = AuditStores.on(memory);
    Sequencer sequencer = sequencer(memory, Leadership.alone());
    AuditTrail trail = trail(memory, "one");
    int lines = 0;
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int step : new int[] {1, 255, 1, 3_000, 9_000, 11_000, 12_000, 12_000, 12_000, 7_000, 9}) {
      for (int i = 0; i < step; i++) {
        // As instances do that do not know how many wait.
        var _ = store.ended(entry(lines++));
      }
      sequencer.step();
      checkpoints.add(checkpoint());
    }
    trail.upkeep();
    assertThat(trail.waiting()).isZero();
    assertThat(checkpoint().size()).isEqualTo(lines).isGreaterThan(256 * 256);
    AuditLog log = new AuditLog(store);
    for (long index : new long[] {0, 1, 255, 256, 4_711, 65_535, 65_536, 66_000, lines - 1}) {
      Proven proven = log.prove(index);
      assertThat(proven.proof().root(Hash.ofLeaf(proven.line().text())))
          .as("line %d", index)
          .isEqualTo(log.verifier().open(proven.checkpoint()).root());
      assertThat(proven.line().line().entry().object()).isEqualTo("configs/" + index);
    }
    LogCheck check = new LogCheck(checkpoints);
    log.read(lines, check::line);
    assertThat(check.end()).isEqualTo(new LogCheck.Finding.Whole(lines, lines));
    assertThat(check.fitting()).isEqualTo(checkpoints.size());
    assertThatThrownBy(() -> log.prove(67_266)).hasMessageContaining("there is no line 67266");
  }

  private static AuditEntry entry(int number) {
    return new AuditEntry(
            "one-%08d".formatted(number),
            NOW,
            ADA,
            "PUT",
            "configs/" + number,
            new AuditEntry.Outcome.Asked())
        .ended(Result.DONE, 201, "");
  }

  @Test
  void searchGoesFromTheNewestBackInPages() {
    AuditTrail trail = trail(memory, "one");
    IntStream.range(0, 600)
        .forEach(i -> {
          now.set(NOW.plusSeconds(i));
          put(trail, "configs/" + i);
        });
    sequencer(memory, Leadership.alone()).step();
    AuditLog log = new AuditLog(AuditStores.on(memory));
    Page first = log.search(null, 2, line -> line.entry().object().endsWith("7"));
    assertThat(first.lines()).extracting(Numbered::index).containsExactly(597L, 587L);
    Page second = log.search(first.next(), 100, line -> line.entry().object().endsWith("7"));
    assertThat(second.lines()).hasSize(58);
    assertThat(second.lines().getFirst().index()).isEqualTo(577);
    assertThat(second.next()).isNull();
    assertThat(log.search(null, 600, line -> true).next()).isNull();
    assertThat(log.search(null, 599, line -> true).next()).isEqualTo(1L);
  }

  /** A leader that dies after any write leaves what the next one finishes, each entry once. */
  @Test
  void aLeaderMayDieBetweenAnyTwoWrites() {
    boolean crashed = true;
    int points = 0;
    for (int writes = 0; crashed; writes++) {
      InMemoryStore store = new InMemoryStore(clock);
      AuditTrail trail = trail(store, "one");
      IntStream.range(0, 300).forEach(i -> put(trail, "configs/" + i));
      CrashingStore dying = new CrashingStore(store, writes);
      try {
        sequencer(dying, leading(1)).step();
      } catch (CrashingStore.Crash | CompletionException e) {
        points++;
      }
      crashed = dying.crashed();
      sequencer(store, leading(2)).step();
      AuditLog log = new AuditLog(AuditStores.on(store));
      Checkpoint all = log.verifier().open(log.checkpoint());
      assertThat(all.size()).as("after %d writes", writes).isEqualTo(300);
      LogCheck check = new LogCheck(List.of(all));
      log.read(300, check::line);
      assertThat(check.end()).isEqualTo(new LogCheck.Finding.Whole(300, 300));
      assertThat(AuditStores.on(store).waiting(10)).isEmpty();
    }
    assertThat(points).isGreaterThan(300);
  }

  private static Leadership leading(long epoch) {
    return new Leadership() {
      @Override
      public OptionalLong epoch() {
        return epoch == 0 ? OptionalLong.empty() : OptionalLong.of(epoch);
      }

      @Override
      public boolean note(com.google.protobuf.ByteString note) {
        return false;
      }

      @Override
      public Optional<com.google.protobuf.ByteString> noted() {
        return Optional.empty();
      }
    };
  }

  @Test
  void whoDoesNotLeadOrNotAnyMoreLogsNothing() {
    AuditTrail trail = trail(memory, "one");
    put(trail, "configs/a");
    sequencer(memory, leading(0)).step();
    assertThat(memory.get(CacheName.AUDIT, "head")).isEmpty();
    sequencer(memory, leading(7)).step();
    put(trail, "configs/b");
    sequencer(memory, leading(6)).step();
    assertThat(objects()).containsExactly("configs/a");
    sequencer(memory, leading(8)).step();
    assertThat(objects()).containsExactly("configs/a", "configs/b");
  }

  @Test
  void whenTooMuchWaitsOnlyWhatStopsSomethingIsTaken() {
    AuditStore store = AuditStores.on(memory);
    for (int i = 0; i < AuditTrail.MOST_WAITING; i++) {
      var _ = store.ended(entry(i));
    }
    AuditTrail trail = trail(memory, "one");
    trail.upkeep();
    assertThatThrownBy(() -> trail.asked(ADA, "PUT", "configs/a", false))
        .isInstanceOf(AuditFull.class)
        .hasMessageContaining("10000 entries wait");
    trail.ended(trail.asked(ADA, "POST", "freeze", true), Result.DONE, 201, "");
    sequencer(memory, Leadership.alone()).step();
    trail.upkeep();
    put(trail, "configs/a");
  }

  @Test
  void everyChangeOfTheLogIsFound() {
    AuditTrail trail = trail(memory, "one");
    Sequencer sequencer = sequencer(memory, Leadership.alone());
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      now.set(NOW.plusSeconds(i));
      put(trail, "configs/" + i);
      if (i % 10 == 9) {
        sequencer.step();
        checkpoints.add(checkpoint());
      }
    }
    Checkpoint[] all = checkpoints.toArray(Checkpoint[]::new);
    List<String> lines = lines();
    assertThat(check(lines, all)).isEqualTo(new LogCheck.Finding.Whole(40, 40));
    assertThat(check(lines, all[0])).isEqualTo(new LogCheck.Finding.Whole(40, 10));

    List<String> edited = new ArrayList<>(lines);
    edited.set(14, edited.get(14).replace("ada", "bob"));
    assertThat(check(edited, all)).isEqualTo(new LogCheck.Finding.Changed(10, 19));

    List<String> moved = new ArrayList<>(lines);
    moved.add(22, moved.remove(25));
    assertThat(check(moved, all)).isEqualTo(new LogCheck.Finding.Changed(20, 29));

    List<String> removed = new ArrayList<>(lines);
    removed.remove(33);
    assertThat(check(removed, all)).isEqualTo(new LogCheck.Finding.Cut(39, 40));

    List<String> backDated = new ArrayList<>(lines);
    backDated.add(
        lines.getFirst().replace("03:00:09Z", "02:00:00Z").replace("configs/0", "configs/x"));
    assertThat(check(backDated, all))
        .isEqualTo(new LogCheck.Finding.Wrong(40, "it was logged before the line before it"));
  }

  @Test
  void aBundleThatIsMissingIsSaidToBe() {
    AuditTrail trail = trail(memory, "one");
    IntStream.range(0, 300).forEach(i -> put(trail, "configs/" + i));
    sequencer(memory, Leadership.alone()).step();
    memory.remove(CacheName.AUDIT, "bundle/0").join();
    AuditLog log = new AuditLog(AuditStores.on(memory));
    assertThatThrownBy(() -> log.read(300, line -> {}))
        .isInstanceOf(AuditLog.BrokenLog.class)
        .hasMessageContaining("bundle 0 of the audit log is not in the store");
  }
}
