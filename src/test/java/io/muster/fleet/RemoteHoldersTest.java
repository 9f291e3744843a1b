package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.failure.Unavailable;
import io.muster.fleet.ReportOutcome.Holder;
import io.muster.property.Property;
import io.muster.store.fleet.FleetStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An agent whose WebSocket is on one instance, and somebody who speaks for it on another. */
class RemoteHoldersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SeveralInstances world = new SeveralInstances();
  private final List<CompletableFuture<Void>> pings = new ArrayList<>();
  private final RemoteHolders atA = holders(world.a);
  private final RemoteHolders atB = holders(world.b);

  private RemoteHolders holders(SeveralInstances.Server server) {
    return new RemoteHolders(
        server.fleet.fleet(),
        link -> {
          CompletableFuture<Void> ping = new CompletableFuture<>();
          pings.add(ping);
          return ping;
        },
        FleetStores.on(world.store).questions(),
        server.instances,
        Hints.NONE,
        server.fleet,
        Runnable::run);
  }

  private SessionRecord contestedAtB(long number) {
    world.b.fleet.reconnect();
    ReportOutcome outcome = world.b.fleet.send(complete(number));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReportOutcome.Contested.class,
            contest -> assertThat(contest.holder()).isInstanceOf(Holder.Elsewhere.class));
    return ((Holder.Elsewhere) ((ReportOutcome.Contested) outcome).holder()).session();
  }

  @Test
  void whateverItsNumberItIsHeldAndNothingOfItIsTaken() {
    world.a.fleet.accepted(complete(5));
    world.a.settle();
    SessionRecord before = world.stored();
    for (long number : new long[] {0, 5, 6, 99}) {
      assertThat(contestedAtB(number)).isEqualTo(before);
    }
    assertThat(world.stored()).isEqualTo(before);
    assertThat(world.b.agent().link()).isNull();
  }

  @Test
  void theInstanceThatHasItIsAskedAndItsSocketAnswers() {
    world.a.fleet.accepted(complete(5));
    CompletableFuture<Boolean> answer = atB.ask(UID, contestedAtB(6), PATIENCE);
    CompletableFuture<Boolean> same = atB.ask(UID, world.stored(), PATIENCE);
    atA.read();
    atA.read();
    assertThat(pings).as("asked once, however many wait and however often it is read").hasSize(1);
    atB.read();
    assertThat(answer).isNotDone();
    pings.getFirst().complete(null);
    atB.read();
    assertThat(answer).isCompletedWithValue(true);
    assertThat(same).isCompletedWithValue(true);
    assertThat(FleetStores.on(world.store).questions().all()).isEmpty();
  }

  @Test
  void aSocketThatIsGoneAnswersNoAndTheNewcomerIsTheAgent() {
    world.a.fleet.accepted(complete(5));
    SessionRecord holder = contestedAtB(6);
    CompletableFuture<Boolean> answer = atB.ask(UID, holder, PATIENCE);
    atA.read();
    pings.getFirst().completeExceptionally(new IllegalStateException("gone"));
    atB.read();
    assertThat(answer).isCompletedWithValue(false);
    KnownAgent agent = world.b.fleet.accepted(complete(6));
    assertThat(agent.unverified()).isFalse();
    assertThat(world.stored().instance()).isEqualTo(world.b.instances.self());
    world.a.fleet.reading().read();
    assertThat(world.a.agent().link()).isNull();
  }

  @Test
  void aSessionThatIsNotThereAnyMoreAnswersNoAtOnce() {
    world.a.fleet.accepted(complete(5));
    SessionRecord holder = contestedAtB(6);
    CompletableFuture<Boolean> answer = atB.ask(UID, holder, PATIENCE);
    world.a.fleet.reconnect();
    world.a.fleet.accepted(complete(6)); // Another session of it.
    atA.read();
    atB.read();
    assertThat(answer).isCompletedWithValue(false);
    assertThat(pings).isEmpty();
    assertThat(contestedAtB(7)).as("that one has to be asked").isNotEqualTo(holder);
  }

  @Test
  void anInstanceThatDoesNotAnswerIsNotWaitedForAgainAndAgain() {
    world.a.fleet.accepted(complete(5));
    SessionRecord holder = contestedAtB(6);
    CompletableFuture<Boolean> answer = atB.ask(UID, holder, PATIENCE);
    atB.unanswered(UID, holder);
    assertThat(answer).isCompletedWithValue(false);
    assertThat(atB.ask(UID, holder, PATIENCE)).isCompletedWithValue(false);
    assertThat(FleetStores.on(world.store).questions().all()).isEmpty();
    world.pass(Duration.ofSeconds(6));
    assertThat(atB.ask(UID, holder, PATIENCE)).as("it is given another chance").isNotDone();
  }

  @Test
  void whoComesWhileTheStoreIsAwayIsServedAndMarkedUntilTheOtherWasAsked() {
    world.a.fleet.accepted(complete(5));
    world.a.settle();
    world.b.fleet.reading().read();
    world.b.cut = true;
    world.b.fleet.reconnect();
    KnownAgent agent = world.b.fleet.accepted(complete(6).setHealth(FleetHarness.ill("stranger")));
    assertThat(agent.unverified()).isTrue();
    assertThat(agent.heartbeat(world.b.fleet.link().connection(), 7, 0, 0))
        .as("not even its heartbeats go unasked")
        .isFalse();
    world.b.cut = false;
    world.b.fleet.sweep().presence();
    assertThat(agent.unverified()).isTrue();
    assertThat(world.stored().instance()).isEqualTo(world.a.instances.self());
    assertThat(requireNonNull(world.report().reported().health()).lastError()).isEmpty();
    assertThat(world.b.fleet.send(message(7))).isInstanceOf(ReportOutcome.Contested.class);
    world.a.fleet.fleet().disconnected(world.a.agent(), world.a.fleet.link().connection());
    world.a.settle();
    assertThat(world.b.fleet.send(message(7))).isInstanceOf(ReportOutcome.Accepted.class);
    assertThat(agent.unverified()).isFalse();
  }

  @Test
  void withoutTheStoreNobodyCanBeAsked() {
    world.a.fleet.accepted(complete(5));
    SessionRecord holder = contestedAtB(6);
    RemoteHolders cut =
        new RemoteHolders(
            world.c.fleet.fleet(),
            link -> new CompletableFuture<>(),
            FleetStores.on(world.cuttable(() -> true, () -> false)).questions(),
            world.c.instances,
            Hints.NONE,
            world.c.fleet,
            Runnable::run);
    assertThatThrownBy(() -> cut.ask(UID, holder, PATIENCE)).isInstanceOf(Unavailable.class);
  }

  @Test
  void polledAgentsGoFromInstanceToInstanceUnasked() {
    world.a.fleet.reconnect(Transport.HTTP);
    world.a.fleet.accepted(complete(5));
    world.b.fleet.reconnect(Transport.HTTP);
    assertThat(world.b.fleet.send(message(6))).isInstanceOf(ReportOutcome.Accepted.class);
    world.c.fleet.reconnect();
    assertThat(world.c.fleet.send(message(7))).isInstanceOf(ReportOutcome.Accepted.class);
    assertThat(world.a.fleet.send(message(8)))
        .as("now a WebSocket has it")
        .isInstanceOf(ReportOutcome.Contested.class);
  }

  /** While its socket answers, the agent stays where it is, in whatever order things happen. */
  @Test
  void aSocketThatAnswersKeepsItsAgentFromAllInstances() {
    Property.tries(200)
        .holds(choices -> {
          SeveralInstances several = new SeveralInstances();
          List<RemoteHolders> all = new ArrayList<>();
          for (SeveralInstances.Server server : several.all) {
            all.add(
                new RemoteHolders(
                    server.fleet.fleet(),
                    link -> CompletableFuture.allOf(),
                    FleetStores.on(several.store).questions(),
                    server.instances,
                    Hints.NONE,
                    server.fleet,
                    Runnable::run));
          }
          several.a.fleet.accepted(complete(5));
          long number = 5;
          for (int steps = choices.nextInt(10); steps >= 0; steps--) {
            int at = 1 + choices.nextInt(2);
            SeveralInstances.Server other = several.all.get(at);
            switch (choices.nextInt(4)) {
              case 0 -> several.a.fleet.accepted(message(++number));
              case 1 -> other.fleet.reading().read();
              case 2 -> other.fleet.sweep().presence();
              default -> {
                other.fleet.reconnect(choices.nextBoolean() ? Transport.HTTP : Transport.WEBSOCKET);
                ReportOutcome outcome = other.fleet.send(message(choices.nextInt(20)));
                assertThat(outcome).isInstanceOf(ReportOutcome.Contested.class);
                CompletableFuture<Boolean> answer =
                    all.get(at).ask(UID, several.stored(), PATIENCE);
                all.getFirst().read();
                all.get(at).read();
                assertThat(answer).isCompletedWithValue(true);
              }
            }
            assertThat(several.stored().instance()).isEqualTo(several.a.instances.self());
            assertThat(several.a.agent().link()).isNotNull();
            assertThat(several.a.agent().sequence()).isEqualTo(number);
          }
        });
  }
}
