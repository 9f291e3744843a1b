package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.muster.agent.Labels;
import io.muster.cluster.Hints;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.property.Property;
import io.muster.protocol.InstanceUid;
import io.muster.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators say of agents: on any instance, and never lost once it is acknowledged. */
class AgentLabelsTest {

  private static final Map<String, String> PROD = Map.of("env", "prod");
  private static final Map<String, String> TEST = Map.of("env", "test");

  /** What happens at random, in the words of an example. */
  private static final List<String> STEPS =
      List.of(
          "the agent comes and is offered a config",
          "the agent leaves",
          "the store is cut off, or not",
          "the store's answers are lost, or not",
          "the sweep",
          "the fleet is read",
          "the agent is labelled");

  private final SeveralInstances world = new SeveralInstances();

  private static Map<String, String> of(KnownAgent agent) {
    return agent.state().labels().pairs();
  }

  @Test
  void anyInstanceChangesTheLabelsOfAnyAgent() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    KnownAgent seenByB = world.b.fleet.fleet().fresh(UID).orElseThrow();
    List<InstanceUid> reconciled = new ArrayList<>();
    world.a.fleet.events.add(change -> {
      if (change instanceof FleetListener.Relabelled(InstanceUid uid)) {
        reconciled.add(uid);
      }
    });
    world.b.fleet.label(seenByB, PROD);
    assertThat(of(seenByB)).isEqualTo(PROD);
    world.a.fleet.labels().read();
    assertThat(of(onA)).isEqualTo(PROD);
    assertThat(reconciled).containsExactly(UID);
    world.a.fleet.labels().read();
    assertThat(reconciled).as("nothing changed").hasSize(1);
    world.a.fleet.label(onA, Map.of());
    world.b.fleet.labels().read();
    assertThat(of(seenByB)).isEmpty();
  }

  @Test
  void aChangeOfSomeLabelsKeepsWhatAnotherInstanceHasPut() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.label(world.b.fleet.fleet().fresh(UID).orElseThrow(), PROD);
    Labels changed =
        world.a.fleet.labels().change(onA, "ann", before -> before.patched(Map.of("team", "x")));
    assertThat(changed.pairs()).isEqualTo(Map.of("env", "prod", "team", "x"));
    assertThat(of(onA)).isEqualTo(changed.pairs());
  }

  @Test
  void thePreconditionSeesWhatAnotherInstanceHasPut() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.label(world.b.fleet.fleet().fresh(UID).orElseThrow(), PROD);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            world
                .a
                .fleet
                .labels()
                .put(
                    onA,
                    "ann",
                    new Labels(TEST),
                    before -> {
                      assertThat(before.pairs()).isEqualTo(PROD);
                      throw new IllegalStateException("not what I saw");
                    }));
    assertThat(world.labels()).isEqualTo(PROD);
  }

  @Test
  void labelsPutWhileTheAgentIsNowhereOutliveWhatItsLastInstanceWritesLate() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.cut = true;
    world.a.fleet.config.want(ConfigUnderTest.hash("late"));
    assertThat(world.a.fleet.begunAndOffered(onA)).isNull();
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.c.fleet.label(world.c.fleet.fleet().fresh(UID).orElseThrow(), PROD);
    world.a.cut = false;
    assertThat(world.a.fleet.fleet().unsaved()).isEqualTo(1);
    world.a.fleet.sweep().presence();
    assertThat(world.a.fleet.fleet().unsaved()).isZero();
    assertThat(world.labels()).isEqualTo(PROD);
    world.a.fleet.reading().read();
    assertThat(of(onA)).isEqualTo(PROD);
  }

  @Test
  void whatCouldNotBeStoredIsRefusedAndNotShown() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.fleet.label(onA, TEST);
    world.a.cut = true;
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> world.a.fleet.label(onA, PROD));
    assertThat(of(onA)).isEqualTo(TEST);
  }

  @Test
  void aWriteWhoseAnswerWasLostIsShownOnceItIsKnown() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.deaf = true;
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> world.a.fleet.label(onA, PROD));
    assertThat(of(onA)).isEmpty();
    world.a.deaf = false;
    world.a.fleet.sweep().presence();
    assertThat(world.labels()).isEqualTo(PROD);
    assertThat(of(onA)).isEqualTo(PROD);
  }

  @Test
  void theyMoveAlongToANewUidAlsoThoseThatAnotherInstancePutsMeanwhile() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.fleet.label(onA, TEST);
    KnownAgent seenByB = world.b.fleet.fleet().fresh(UID).orElseThrow();
    InstanceUid to = world.a.fleet.fleet().assignNewUid(onA).join();
    assertThat(of(onA)).isEqualTo(TEST);
    assertThat(world.labels()).as("under the old uid").isEmpty();
    assertThatExceptionOfType(AgentGone.class)
        .as("b does not know of the new uid yet")
        .isThrownBy(() -> world.b.fleet.label(seenByB, PROD));
    assertThat(world.labels()).as("under the old uid").isEmpty();
    world.b.fleet.reading().read();
    KnownAgent renamed = world.b.fleet.fleet().find(to).orElseThrow();
    assertThat(of(renamed)).isEqualTo(TEST);
    world.b.fleet.label(renamed, PROD);
    world.a.fleet.labels().read();
    assertThat(of(onA)).isEqualTo(PROD);
  }

  @Test
  void anAgentThatIsRemovedLeavesNoneToItsSuccessor() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.fleet.label(onA, PROD);
    KnownAgent seenByB = world.b.fleet.fleet().fresh(UID).orElseThrow();
    world.a.fleet.fleet().remove(onA).join();
    assertThatExceptionOfType(AgentGone.class).isThrownBy(() -> world.b.fleet.label(seenByB, TEST));
    world.a.fleet.reconnect();
    assertThat(of(world.a.fleet.accepted(complete(1)))).isEmpty();
    assertThat(world.labels()).isEmpty();
  }

  @Test
  void whoIsNeverTheFirstIsToldSoInsteadOfTryingForEver() {
    FleetHarness harness = new FleetHarness();
    AgentLabels contended =
        new AgentLabels(
            new ContendedLabels(),
            harness.agents,
            new AgentIndex(),
            new AgentSaver(harness.agents, harness, harness.settings.saveTimeout(), Hints.NONE),
            harness.events,
            () -> false,
            Runnable::run,
            Hints.NONE);
    KnownAgent agent = harness.accepted(complete(1));
    assertThatExceptionOfType(LabelsContended.class)
        .isThrownBy(() -> contended.put(agent, "ann", new Labels(PROD), before -> {}))
        .withMessageContaining("try again");
    assertThat(of(agent)).isEmpty();
  }

  /** Somebody else is always faster. */
  private static final class ContendedLabels implements LabelStore {
    @Override
    public void load(Consumer<Map.Entry<InstanceUid, Labels>> consumer) {}

    @Override
    public Optional<Stored> read(InstanceUid uid) {
      return Optional.empty();
    }

    @Override
    public boolean write(InstanceUid uid, @Nullable Stored seen, Labels labels) {
      return false;
    }

    @Override
    public CompletableFuture<Void> remove(InstanceUid uid) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /** An agent wanders, instances are cut off and write late, operators label it anywhere. */
  @Test
  void whatWasAcknowledgedLastIsStoredAndShownByAll() {
    Property.tries(500)
        .holds(choices -> {
          SeveralInstances moving = new SeveralInstances();
          KnownAgent first = moving.a.fleet.accepted(complete(1));
          assertThat(first.uid()).isEqualTo(UID);
          long sequence = 1;
          Set<Map<String, String>> possible = new HashSet<>(Set.of(Map.of()));
          for (int i = 0; i < 40; i++) {
            SeveralInstances.Server server = moving.all.get(choices.nextInt(3));
            int what = choices.nextInt(7);
            choices.note(() -> server.instances.self() + ": " + STEPS.get(what));
            switch (what) {
              case 0 -> {
                server.fleet.reconnect();
                KnownAgent agent = server.fleet.accepted(complete(++sequence));
                server.fleet.config.want(ConfigUnderTest.hash("" + i));
                var _ = server.fleet.begunAndOffered(agent);
              }
              case 1 ->
                  server
                      .fleet
                      .fleet()
                      .find(UID)
                      .ifPresent(agent -> {
                        server.fleet.fleet().disconnected(agent, server.fleet.link().connection());
                        server.settle();
                      });
              case 2 -> server.cut = choices.nextBoolean();
              case 3 -> server.deaf = choices.nextBoolean();
              case 4 -> server.fleet.sweep().presence();
              case 5 -> {
                if (!server.cut && !server.deaf) {
                  server.fleet.reading().read();
                }
              }
              default -> {
                Map<String, String> pairs = Map.of("n", "" + i);
                server
                    .fleet
                    .fleet()
                    .fresh(UID)
                    .ifPresent(agent -> {
                      if (labelled(server, agent, pairs)) {
                        possible.clear();
                      }
                      possible.add(pairs);
                    });
              }
            }
            moving.pass(Duration.ofMillis(choices.nextInt(50)));
          }
          moving.all.forEach(server -> {
            server.cut = false;
            server.deaf = false;
          });
          moving.all.forEach(server -> server.fleet.sweep().presence());
          moving.all.forEach(server -> server.fleet.reading().read());
          assertThat(possible).contains(moving.labels());
          moving.all.forEach(server -> assertThat(of(server.agent())).isEqualTo(moving.labels()));
        });
  }

  private static boolean labelled(
      SeveralInstances.Server server, KnownAgent agent, Map<String, String> pairs) {
    try {
      server.fleet.label(agent, pairs);
      return true;
    } catch (StoreUnavailable e) {
      return false;
    }
  }
}
