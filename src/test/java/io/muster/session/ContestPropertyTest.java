package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static io.muster.session.HubInTests.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.protocol.Decoded;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ServerToAgent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * SEMANTICS 29: whoever speaks for an agent while a WebSocket has it, by whatever way, with
 * whatever number and at whatever moment, is that agent only if the WebSocket does not answer.
 */
class ContestPropertyTest {

  /** A server, the socket that has the agent, and what it said last. */
  private static final class World {
    final HubInTests hub = new HubInTests();
    final PollingSessions polls = new PollingSessions(hub.services, hub.fleet.settings());
    SocketInTests holder = hub.open();
    String said = "holder 0";
    long sequence = 10;
    int strangers;

    World() {
      holder.say(health(complete(1, sequence), said));
      holder.answer();
    }

    void speaks() {
      said = "holder " + ++sequence;
      holder.say(health(heartbeat(1, sequence), said));
      assertThat(holder.answer().hasErrorResponse()).isFalse();
    }

    /** The holder's sign of life comes while somebody waits for it, or not. */
    void meanwhile(boolean answers, boolean speaksFirst, @Nullable SocketInTests other) {
      hub.wait.meanwhile(() -> {
        hub.wait.meanwhile(() -> {}); // What it says now waits for the store in its turn.
        holder.settle();
        if (other != null) {
          other.settle();
        }
        if (speaksFirst) {
          said = "holder " + ++sequence;
          holder.arrive(health(heartbeat(1, sequence), said));
        }
        if (answers) {
          holder.pong();
        }
        holder.settle();
        if (other != null) {
          other.pong();
        }
        meanwhile(answers, false, other);
      });
    }

    void checkHolder(String after) {
      assertThat(hub.connectionOf(1)).as(after).isEqualTo(holder.socket.number());
      assertThat(Objects.requireNonNull(hub.agent(1).state().reported().health()).status())
          .as(after)
          .isEqualTo(said);
      assertThat(holder.isOpen()).as(after).isTrue();
    }
  }

  private static AgentToServer.Builder health(AgentToServer.Builder message, String text) {
    return message.setHealth(ComponentHealth.newBuilder().setHealthy(false).setStatus(text));
  }

  private static long number(Choices choices, World world) {
    return switch (choices.nextInt(4)) {
      case 0 -> world.sequence + 1;
      case 1 -> world.sequence;
      case 2 -> choices.nextInt(2);
      default -> choices.nextInt(1_000);
    };
  }

  @Test
  void aWebSocketThatAnswersKeepsItsAgentWhateverOthersSay() {
    Property.tries(300)
        .holds(choices -> {
          World world = new World();
          for (int steps = choices.nextInt(6); steps >= 0; steps--) {
            String name = "stranger " + ++world.strangers;
            long number = number(choices, world);
            AgentToServer.Builder message =
                health(choices.nextBoolean() ? complete(1, number) : heartbeat(1, number), name);
            boolean speaks = choices.nextBoolean();
            boolean polls = choices.nextBoolean();
            choices.note(() -> name + " says " + number + (polls ? " in a poll" : ""));
            SocketInTests other = polls ? null : world.hub.open();
            world.meanwhile(true, speaks, other);
            if (other == null) {
              poll(world, message);
            } else {
              other.say(message);
              assertThat(other.answers()).as(name).hasSize(1);
            }
            world.hub.wait.meanwhile(() -> {});
            world.holder.settle();
            world.holder.answers();
            world.checkHolder(name);
            if (choices.nextBoolean()) {
              world.speaks();
              world.checkHolder("a word of its own after " + name);
            }
          }
          assertThat(world.hub.services.held().held()).isZero();
        });
  }

  @Test
  void aWebSocketThatDoesNotAnswerLosesItsAgentToWhoeverSpeaks() {
    Property.tries(100)
        .holds(choices -> {
          World world = new World();
          long number = number(choices, world);
          boolean polls = choices.nextBoolean();
          choices.note(() -> "somebody says " + number + (polls ? " in a poll" : ""));
          AgentToServer.Builder message = health(complete(1, number), "the agent");
          SocketInTests other = world.hub.open();
          if (polls) {
            poll(world, message);
          } else {
            other.say(message);
            ServerToAgent answer = other.answer();
            assertThat(answer.hasErrorResponse()).isFalse();
            assertThat(answer.hasAgentIdentification()).isFalse();
          }
          assertThat(world.hub.connectionOf(1)).isNotEqualTo(world.holder.socket.number());
          assertThat(world.hub.agent(1).state().reported().health())
              .extracting(health -> health.status())
              .isEqualTo("the agent");
          world.holder.settle();
          assertThat(world.holder.isOpen()).isFalse();
          assertThat(world.hub.fleet.fleet().size()).isEqualTo(1);
          assertThat(world.hub.services.held().held()).isZero();
        });
  }

  @Test
  void manyWhoClaimAnAgentCostItsWebSocketOnePing() {
    World world = new World();
    List<SocketInTests> others = List.of(world.hub.open(), world.hub.open(), world.hub.open());
    others.forEach(other -> {
      var _ = world.holder.socket.probe();
    });
    world.holder.settle();
    assertThat(world.holder.pings()).isEqualTo(1);
    var answered = world.holder.socket.probe();
    world.hub.fleet.pass(java.time.Duration.ofSeconds(2));
    var last = world.holder.socket.probe();
    world.holder.settle();
    assertThat(world.holder.pings()).as("after a second without an answer").isEqualTo(2);
    world.holder.pong();
    assertThat(answered).isCompleted();
    assertThat(last).isCompleted();
  }

  private static void poll(World world, AgentToServer.Builder message) {
    assertThat(
            Objects.requireNonNull(world.polls.session(WireUid.of(uid(1)), "10.0.0.9"))
                .poll(new Decoded(message.build(), WireUid.of(uid(1)), false)))
        .isInstanceOf(PollingSession.Said.class);
  }
}
