package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static io.muster.fleet.FleetHarness.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever reports, losses, restarts and time do to each other: an offer comes to an end, is sent
 * three times at most, and never again once it failed (SEMANTICS 10).
 */
class NothingStuckTest {

  private static final int RUNS = 3_000;
  private static final int STEPS = 60;
  private static final List<ContentHash> CONFIGS =
      List.of(ConfigUnderTest.hash("a"), ConfigUnderTest.hash("b"), ConfigUnderTest.hash("c"));
  private static final RemoteConfigStatuses[] ANSWERS = {
    RemoteConfigStatuses.RemoteConfigStatuses_APPLIED,
    RemoteConfigStatuses.RemoteConfigStatuses_APPLYING,
    RemoteConfigStatuses.RemoteConfigStatuses_FAILED
  };

  /** One agent and the server it talks to, at random. */
  private static final class Run {
    private final SplittableRandom random;
    private final Map<ContentHash, Integer> unanswered = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private FleetHarness harness = new FleetHarness();
    private KnownAgent agent;
    private ContentHash wanted = CONFIGS.getFirst();
    private @Nullable ContentHash inbox;
    private RemoteConfigStatus said = RemoteConfigStatus.getDefaultInstance();
    private long sequence = 1;

    Run(long seed) {
      random = new SplittableRandom(seed);
      agent = harness.accepted(complete(sequence));
      want(wanted);
    }

    private void want(ContentHash hash) {
      wanted = hash;
      harness.config.want(hash);
    }

    private void say(AgentToServer.Builder message) {
      agent = harness.accepted(message);
    }

    private void leave() {
      harness.fleet().disconnected(agent, harness.link().connection());
      harness.reconnect();
      unanswered.clear();
    }

    private Attempt.@Nullable State standing(ContentHash hash) {
      return agent
          .state()
          .facts()
          .attempts()
          .find(OfferKind.CONFIG, hash)
          .map(Attempt::state)
          .orElse(null);
    }

    /** What the connection does all the time. */
    private void flush() {
      boolean failed = standing(wanted) == Attempt.State.FAILED;
      ContentHash sent = harness.offered(agent);
      if (sent == null) {
        return;
      }
      story.add("sent " + CONFIGS.indexOf(sent));
      assertThat(sent).isEqualTo(wanted);
      assertThat(failed).as("what failed is not sent again: %s", story).isFalse();
      int times = unanswered.merge(sent, 1, Integer::sum);
      assertThat(times).as("unanswered sends of one config: %s", story).isLessThanOrEqualTo(3);
      inbox = sent;
    }

    private void answer(ContentHash hash, RemoteConfigStatuses state) {
      story.add(state.name().substring(21) + " " + CONFIGS.indexOf(hash));
      said = status(hash, state);
      unanswered.remove(hash);
      say(message(++sequence).setRemoteConfigStatus(said));
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0 -> want(CONFIGS.get(random.nextInt(CONFIGS.size())));
        case 1, 2, 3 -> {
          if (inbox != null) {
            answer(inbox, ANSWERS[random.nextInt(ANSWERS.length)]);
          }
        }
        case 4 ->
            // Of something else: late, or from another server.
            answer(
                CONFIGS.get(random.nextInt(CONFIGS.size())),
                ANSWERS[random.nextInt(ANSWERS.length)]);
        case 5 -> say(message(++sequence));
        case 6 -> {
          story.add("reconnect");
          leave();
          say(complete(++sequence).setRemoteConfigStatus(said));
        }
        case 7 -> {
          story.add("lost everything");
          leave();
          said = RemoteConfigStatus.getDefaultInstance();
          inbox = null;
          say(complete(sequence = 1));
        }
        case 8 -> {
          story.add("server killed");
          harness = harness.restarted();
          want(wanted);
          if (said.getLastRemoteConfigHash().isEmpty()) {
            // To one that says it has nothing, on a new connection, what was given up is sent anew.
            unanswered.clear();
          }
          say(complete(++sequence).setRemoteConfigStatus(said));
        }
        case 9 -> harness.pass(Duration.ofSeconds(random.nextInt(1, 200)));
        default -> throw new AssertionError();
      }
      flush();
    }

    /** From now on it is quiet: nothing changes, and the agent answers or does not. */
    void end(boolean answers) {
      for (int i = 0; i < 12; i++) {
        harness.pass(Duration.ofMinutes(4));
        say(message(++sequence));
        flush();
        if (answers && inbox != null && inbox.equals(wanted)) {
          answer(wanted, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
        }
      }
      assertThat(harness.offers().decide(agent, harness.config))
          .as("nothing is open: %s", story)
          .isInstanceOf(OfferDecision.Settled.class);
      OfferStatus status = agent.state().reported().configStatus();
      boolean has =
          status != null
              && status.hash().equals(wanted)
              && status.state() == OfferStatus.State.APPLIED;
      Attempt.State standing = standing(wanted);
      assertThat(has || (standing != null && standing.terminal()))
          .as("it has what is wanted, or it is known why not: %s %s", standing, story)
          .isTrue();
    }
  }

  private static void runs(boolean answers) {
    long first = System.nanoTime();
    for (long seed = first; seed < first + RUNS; seed++) {
      Run run = new Run(seed);
      try {
        for (int i = 0; i < STEPS; i++) {
          run.step();
        }
        run.end(answers);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void anAgentThatFallsSilentIsGivenUp() {
    assertThat(Attempts.MAX_TRIES).isEqualTo(3);
    runs(false);
  }

  @Test
  void anAgentThatAnswersComesToWhatIsWantedOrToAFinalState() {
    runs(true);
  }
}
