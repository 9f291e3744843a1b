package io.muster.session;

import static io.muster.session.HubInTests.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.RemoteHolders;
import io.muster.fleet.ReportOutcome;
import io.muster.fleet.SessionQuestion;
import io.muster.fleet.SessionQuestions;
import io.muster.fleet.SessionRecord;
import io.muster.fleet.TestFleet;
import io.muster.session.Contests.Verdict;
import io.muster.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SEMANTICS 29: who is asked when another instance has the agent by a WebSocket. */
class ContestsElsewhereTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final InstanceId THERE = new InstanceId("there-2");

  private final HubInTests hub = new HubInTests();
  private final TestFleet fleet = hub.fleet;
  private final Questions questions = new Questions();
  private final AtomicInteger hints = new AtomicInteger();
  private final RemoteHolders remote =
      fleet.remoteHolders(questions, topic -> hints.incrementAndGet());
  private final HeldMessages held = new HeldMessages(2, 1_000);
  private final WaitInTests wait = new WaitInTests();
  private final KnownAgent agent = fleet.add(uid(1), Reported.NOTHING, Map.of(), null);

  /** What is asked, and by whom it could be answered. */
  private static final class Questions implements SessionQuestions {
    private final Map<String, SessionQuestion> all = new TreeMap<>();
    private boolean away;
    private boolean broken;

    @Override
    public void put(SessionQuestion question, Duration lifetime) {
      if (away) {
        throw new StoreUnavailable(StoreUnavailable.Reason.IO, "away");
      }
      if (broken) {
        throw new IllegalStateException("a fault of ours");
      }
      all.put(question.id(), question);
    }

    @Override
    public void remove(String id) {
      all.remove(id);
    }

    @Override
    public List<SessionQuestion> all() {
      return List.copyOf(all.values());
    }

    /** The other instance has looked. */
    private void answer(boolean alive) {
      all().forEach(question -> all.put(question.id(), question.answered(alive)));
    }
  }

  private Contests contests(Map<String, String> settings) {
    return new Contests(
        fleet.fleet(), hub.sessions, remote, HubInTests.settings(settings), held, wait);
  }

  private Verdict decide(Contests contests) {
    SessionRecord session =
        new SessionRecord(
            THERE, 7, true, Transport.WEBSOCKET, TestFleet.NOW, "10.0.0.2:1", 5, TestFleet.NOW);
    AgentConnection newcomer = new AgentConnection(99, Transport.HTTP, TestFleet.NOW, "10.0.0.3:1");
    return contests.decide(
        new ReportOutcome.Contested(agent, new ReportOutcome.Holder.Elsewhere(session)),
        newcomer,
        100);
  }

  private Verdict decide() {
    return decide(contests(Map.of()));
  }

  private void answeredMeanwhile(boolean alive) {
    wait.meanwhile(() -> {
      questions.answer(alive);
      remote.read();
    });
  }

  @Test
  void aSocketThatAnswersThereMakesTheNewcomerASecondAgent() {
    answeredMeanwhile(true);
    assertThat(decide()).isEqualTo(Verdict.SECOND_AGENT);
    assertThat(wait.waits()).containsExactly(Duration.ofSeconds(1));
    assertThat(questions.all()).isEmpty();
    assertThat(held.held()).isZero();
  }

  @Test
  void oneThatIsGoneThereLeavesItToTheNewcomer() {
    answeredMeanwhile(false);
    assertThat(decide()).isEqualTo(Verdict.THE_AGENT);
    assertThat(held.held()).isZero();
  }

  @Test
  void theOtherInstanceIsRemindedOnceAndThenTakenForGone() {
    assertThat(decide()).isEqualTo(Verdict.THE_AGENT);
    assertThat(wait.waits())
        .as("a third of the time until it is reminded, then the rest")
        .containsExactly(Duration.ofSeconds(1), PATIENCE.minusSeconds(1));
    assertThat(hints).hasValue(2);
    assertThat(questions.all()).as("nobody waits for it any more").isEmpty();

    // It is not waited for again and again.
    assertThat(decide()).isEqualTo(Verdict.THE_AGENT);
    assertThat(hints).hasValue(2);
    fleet.pass(Duration.ofSeconds(6));
    answeredMeanwhile(true);
    assertThat(decide()).as("it is asked again after a while").isEqualTo(Verdict.SECOND_AGENT);
  }

  @Test
  void anAnswerToTheReminderCounts() {
    AtomicInteger times = new AtomicInteger();
    wait.meanwhile(() -> {
      if (times.incrementAndGet() == 2) {
        questions.answer(true);
        remote.read();
      }
    });
    assertThat(decide()).isEqualTo(Verdict.SECOND_AGENT);
  }

  @Test
  void whenTheStoreIsAwayNobodyIsAsked() {
    questions.away = true;
    assertThat(decide()).isEqualTo(Verdict.NOBODY_ASKED);
    assertThat(held.held()).isZero();
    questions.away = false;
    answeredMeanwhile(true);
    assertThat(decide()).isEqualTo(Verdict.SECOND_AGENT);
  }

  @Test
  void aFaultOfOursIsNotTakenForAStoreThatIsAway() {
    questions.broken = true;
    assertThatThrownBy(this::decide).hasMessage("a fault of ours");
    assertThat(held.held()).isZero();
  }

  @Test
  void theSettingDecidesWhatBecomesOfASecondAgent() {
    answeredMeanwhile(true);
    assertThat(decide(contests(Map.of("duplicate-uid", "deny")))).isEqualTo(Verdict.DENIED);
    assertThat(decide(contests(Map.of("duplicate-uid", "disconnect"))))
        .as("who comes last has it; nobody is asked")
        .isEqualTo(Verdict.THE_AGENT);
    assertThat(wait.waits()).hasSize(1);
  }

  @Test
  void nobodyIsAskedForMoreThanAreHeld() {
    assertThat(held.hold(1)).isTrue();
    assertThat(held.hold(1)).isTrue();
    assertThat(decide()).isEqualTo(Verdict.TOO_MANY);
    assertThat(questions.all()).isEmpty();
  }
}
