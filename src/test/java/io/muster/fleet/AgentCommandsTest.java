package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.AgentSelector;
import io.muster.cluster.Feed;
import io.muster.cluster.Instances;
import io.muster.cluster.InstancesInTests;
import io.muster.fleet.Connections.Delivery;
import io.muster.freeze.Freezes.Which;
import io.muster.property.Property;
import io.muster.protocol.InstanceUid;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.cluster.ClusterStores;
import io.muster.store.fleet.FleetStores;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Commands on three instances with one store, one of which has the agent. */
class AgentCommandsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final AgentCommand RESTART = new AgentCommand.Restart();

  /** What happens at random, in the words of an example. */
  private static final List<String> STEPS =
      List.of(
          "a command is given",
          "a command is given",
          "commands are read",
          "commands are read",
          "the agent comes",
          "the delivery is full, or not",
          "the fleet is read",
          "time passes");

  private static final class World {
    private final ManualTime time = new ManualTime();
    private final InMemoryStore store = new InMemoryStore(time, true);
    private final List<String> sent = new ArrayList<>();
    private final Server a = new Server("a-1");
    private final Server b = new Server("b-2");
    private final Server c = new Server("c-3");
    private final List<Server> all = List.of(a, b, c);
    private long sequence;

    private World() {
      all.forEach(server -> server.instances.tick());
      all.forEach(server -> server.instances.tick());
    }

    private void pass(Duration duration) {
      time.advance(duration);
      all.forEach(server -> server.fleet.pass(duration));
    }

    private List<QueuedCommand> waiting() {
      return FleetStores.on(store).commands().waiting();
    }

    private void readAll() {
      all.forEach(server -> server.commands.read());
    }

    /** One instance, and what it handed to its connections. */
    private final class Server implements Connections {
      private final Instances instances;
      private final FleetHarness fleet;
      private final AgentCommands commands;
      private Delivery delivery = Delivery.QUEUED;

      /** How often it is asked for the way to the agent before it has it. */
      private int missing;

      private Server(String name) {
        instances = InstancesInTests.on(store, name);
        fleet = FleetHarness.on(store, instances, NOW);
        commands =
            new AgentCommands(
                fleet.fleet(),
                this,
                FleetStores.on(store).commands(),
                new Feed(ClusterStores.on(store).feed(), true, Runnable::run),
                instances,
                fleet.settings,
                new FleetMetrics(new SimpleMeterRegistry()),
                fleet.freezes,
                fleet);
      }

      /** The agent comes, or says something. */
      private void speaks() {
        KnownAgent agent = fleet.accepted(complete(++sequence));
        commands.reached(agent);
      }

      private KnownAgent agent() {
        return fleet.fleet().fresh(UID).orElseThrow();
      }

      private CommandOutcome give(AgentCommand command) {
        return commands.give(agent(), command);
      }

      private Delivery hand(String what) {
        if (missing > 0) {
          missing--;
          return Delivery.NOT_CONNECTED;
        }
        if (delivery == Delivery.QUEUED) {
          sent.add(instances.self() + " " + what);
        }
        return delivery;
      }

      @Override
      public void reconcile(InstanceUid uid) {}

      @Override
      public void reconcileAll(Predicate<KnownAgent> first) {}

      @Override
      public Delivery restart(InstanceUid uid) {
        return hand("restart");
      }

      @Override
      public Delivery send(InstanceUid uid, OutgoingMessage message) {
        return hand(message.type());
      }

      @Override
      public void close(InstanceUid uid, String reason) {}
    }
  }

  private static AgentCommand text(String type) {
    return new AgentCommand.Message(new OutgoingMessage("org.example", type, ByteString.EMPTY));
  }

  private final World world = new World();

  @Test
  void aCommandForAnAgentOfAnotherInstanceIsSentThereOnce() {
    world.a.speaks();
    CommandOutcome outcome = world.b.give(RESTART);
    assertThat(outcome)
        .isEqualTo(
            new CommandOutcome.Waiting(
                world.a.instances.self(), world.b.fleet.instant().plus(Duration.ofMinutes(2))));
    assertThat(world.waiting()).hasSize(1);
    world.c.commands.read();
    world.b.commands.read();
    assertThat(world.sent).isEmpty();
    world.readAll();
    world.readAll();
    assertThat(world.sent).containsExactly("a-1 restart");
    assertThat(world.waiting()).isEmpty();
  }

  @Test
  void aCommandForAnAgentOnASocketHereIsNotWrittenAnywhere() {
    world.a.speaks();
    assertThat(world.a.give(RESTART)).isEqualTo(new CommandOutcome.Here(Delivery.QUEUED));
    assertThat(world.sent).containsExactly("a-1 restart");
    assertThat(world.waiting()).isEmpty();
  }

  @Test
  void whoIsQuickerThanTheWayToAnAgentThatHasJustComeWaitsForIt() {
    world.a.speaks();
    world.a.missing = 3;
    assertThat(world.a.give(RESTART)).isEqualTo(new CommandOutcome.Here(Delivery.QUEUED));
    assertThat(world.sent).containsExactly("a-1 restart");
  }

  @Test
  void aFrozenAgentIsGivenNoCommands() {
    world.a.speaks();
    var _ = world.a.fleet.freezes.freeze(AgentSelector.ALL, "holidays", "ops");
    for (AgentCommand command : List.of(RESTART, text("t"), new AgentCommand.NewUid())) {
      assertThat(world.a.give(command))
          .isInstanceOfSatisfying(
              CommandOutcome.Frozen.class,
              frozen ->
                  assertThat(frozen.freeze()).isEqualTo(world.a.fleet.freezes.all().getFirst()));
    }
    assertThat(world.sent).isEmpty();
  }

  @Test
  void aCommandThatWaitedWhenItsAgentWasFrozenIsNotSent() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    var _ = world.a.fleet.freezes.freeze(AgentSelector.ALL, "holidays", "ops");
    world.readAll();
    world.a.speaks();
    assertThat(world.sent).isEmpty();
    world.pass(Duration.ofSeconds(121));
    var _ = world.a.fleet.freezes.lift(new Which.All(), "ops");
    world.readAll();
    world.a.speaks();
    assertThat(world.sent).as("its time is over").isEmpty();
  }

  @Test
  void anExpiredCommandIsNeverSent() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    world.c.commands.read();
    world.pass(Duration.ofSeconds(121));
    world.readAll();
    world.c.fleet.reconnect();
    world.c.speaks();
    assertThat(world.sent).isEmpty();
  }

  @Test
  void whatAnInstanceSawWaitingIsNotSentOnceItHasExpired() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    world.c.commands.read();
    world.pass(Duration.ofSeconds(121));
    world.c.speaks();
    assertThat(world.sent).isEmpty();
  }

  @Test
  void anAgentThatMovedGetsItWhereItIsNow() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    world.c.commands.read();
    world.c.speaks();
    assertThat(world.sent).containsExactly("c-3 restart");
    world.readAll();
    assertThat(world.sent).hasSize(1);
  }

  @Test
  void theInstanceThatHadTheAgentLeavesTheCommandToTheOneThatHasIt() {
    world.a.speaks();
    world.c.speaks();
    var _ = world.b.give(RESTART);
    world.a.commands.read();
    assertThat(world.sent).as("a still believes that the agent is there").isEmpty();
    world.c.commands.read();
    assertThat(world.sent).containsExactly("c-3 restart");
  }

  @Test
  void anAgentThatPollsGetsItWhereverItPollsNext() {
    world.all.forEach(server -> server.fleet.poll());
    world.a.speaks();
    assertThat(world.a.give(RESTART)).isInstanceOf(CommandOutcome.Waiting.class);
    world.readAll();
    assertThat(world.sent).isEmpty();
    world.b.speaks();
    world.a.speaks();
    assertThat(world.sent).containsExactly("b-2 restart");
  }

  @Test
  void aCommandThatTheConnectionDidNotTakeWaitsOn() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    world.a.delivery = Delivery.FULL;
    world.a.commands.read();
    assertThat(world.waiting()).hasSize(1);
    world.a.delivery = Delivery.QUEUED;
    world.a.commands.read();
    assertThat(world.sent).containsExactly("a-1 restart");
    assertThat(world.waiting()).isEmpty();
  }

  @Test
  void messagesKeepTheirOrder() {
    world.a.speaks();
    for (int i = 0; i < 20; i++) {
      var _ = world.b.give(text("m" + i));
    }
    world.a.commands.read();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.add("a-1 m" + i);
    }
    assertThat(world.sent).containsExactlyElementsOf(expected);
  }

  @Test
  void soManyWaitForOneAgentAndNoMore() {
    world.a.speaks();
    for (int i = 0; i < AgentCommands.MAX_PER_AGENT; i++) {
      assertThat(world.b.give(RESTART)).isInstanceOf(CommandOutcome.Waiting.class);
    }
    assertThat(world.c.give(RESTART)).isEqualTo(new CommandOutcome.Here(Delivery.FULL));
    assertThat(world.waiting()).hasSize(AgentCommands.MAX_PER_AGENT);
  }

  @Test
  void anAgentThatIsNowhereIsSaidToBe() {
    world.a.speaks();
    KnownAgent agent = world.a.agent();
    world.a.fleet.fleet().disconnected(agent, world.a.fleet.link().connection());
    world.a.fleet.fleet().checkpoint().join();
    assertThat(world.b.give(RESTART)).isEqualTo(new CommandOutcome.Here(Delivery.NOT_CONNECTED));
    assertThat(world.waiting()).isEmpty();
  }

  @Test
  void aNewUidIsGivenByTheInstanceThatHasTheAgent() {
    world.a.speaks();
    assertThat(world.b.give(new AgentCommand.NewUid())).isInstanceOf(CommandOutcome.Waiting.class);
    world.a.commands.read();
    KnownAgent agent = world.a.fleet.fleet().find(UID).orElseThrow();
    assertThat(agent.uid()).isNotEqualTo(UID);
    assertThat(agent.state().facts().wasKnownAs(UID)).isTrue();
    InstanceUid assigned = agent.uid();
    world.readAll();
    assertThat(agent.uid()).isEqualTo(assigned);
  }

  @Test
  void whateverHappensEachIsSentOnceOrNotAtAll() {
    Property.tries(300)
        .holds(choices -> {
          World moving = new World();
          moving.a.speaks();
          List<String> given = new ArrayList<>();
          boolean expired = false;
          for (int i = 0; i < 60; i++) {
            World.Server server = moving.all.get(choices.nextInt(3));
            int what = choices.nextInt(8);
            choices.note(() -> server.instances.self() + ": " + STEPS.get(what));
            switch (what) {
              case 0, 1 -> {
                String type = "m" + i;
                CommandOutcome outcome = server.give(text(type));
                if (outcome instanceof CommandOutcome.Waiting
                    || outcome.equals(new CommandOutcome.Here(Delivery.QUEUED))) {
                  given.add(type);
                }
              }
              case 2, 3 -> server.commands.read();
              case 4 -> {
                server.fleet.reconnect();
                server.speaks();
              }
              case 5 -> server.delivery = choices.nextInt(3) == 0 ? Delivery.FULL : Delivery.QUEUED;
              case 6 -> server.fleet.reading().read();
              default -> {
                boolean longTime = choices.nextInt(20) == 0;
                expired |= longTime;
                moving.pass(
                    longTime ? Duration.ofMinutes(3) : Duration.ofMillis(choices.nextInt(90)));
              }
            }
          }
          moving.all.forEach(server -> server.delivery = Delivery.QUEUED);
          moving.c.fleet.reconnect();
          moving.c.speaks();
          moving.readAll();
          List<String> texts = moving.sent.stream().map(line -> line.substring(4)).toList();
          assertThat(new HashSet<>(texts)).as("sent once").hasSameSizeAs(texts);
          if (expired) {
            assertThat(given).containsAll(texts);
          } else {
            assertThat(texts).containsExactlyInAnyOrderElementsOf(given);
          }
          assertThat(moving.waiting()).isEmpty();
        });
  }

  @Test
  void whatIsForSomebodyElseIsLeftAlone() {
    world.a.speaks();
    var _ = world.b.give(RESTART);
    world.c.commands.read();
    world.c.commands.reached(world.c.fleet.accepted(message(7).setInstanceUid(other())));
    assertThat(world.sent).isEmpty();
    assertThat(world.waiting()).hasSize(1);
  }

  private static ByteString other() {
    return new InstanceUid(5, 6).toBytes();
  }
}
