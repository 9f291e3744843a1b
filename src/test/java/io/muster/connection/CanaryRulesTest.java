package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.connection.CanaryRules.Seen;
import io.muster.connection.KindProgress.Stage;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanaryRulesTest {

  private static final Instant NOW = SettingsInTests.NOW;
  private static final CanaryRules RULES = new CanaryRules(Duration.ofMinutes(1), 20);
  private static final Standing LACKS = new Standing.Lacks();
  private static final Standing HAS = new Standing.Has();

  private final List<Standing> standings = new ArrayList<>();
  private final List<Boolean> eligible = new ArrayList<>();
  private final Set<InstanceUid> passedOver = new HashSet<>();
  private KindProgress progress = KindProgress.begun(NOW);
  private Instant now = NOW;

  private static InstanceUid uid(int number) {
    return new InstanceUid(0, number);
  }

  private static Standing underWay() {
    return new Standing.UnderWay(
        new Attempt(
            OfferKind.CONNECTION,
            ContentHash.sha256(ByteString.copyFromUtf8("x")),
            "",
            1,
            Attempt.State.OFFERED,
            1,
            NOW,
            NOW,
            NOW,
            ""));
  }

  private void agents(int count) {
    for (int i = 0; i < count; i++) {
      standings.add(LACKS);
      eligible.add(true);
    }
  }

  private List<Integer> next() {
    progress =
        RULES.next(
            progress,
            IntStream.range(0, standings.size())
                .mapToObj(i -> new Seen(uid(i), uid(i), eligible.get(i), standings.get(i)))
                .toList(),
            passedOver::contains,
            now);
    return progress.chosen().keySet().stream()
        .map(uid -> (int) uid.leastSignificant())
        .sorted()
        .toList();
  }

  /** Whoever is chosen comes back. */
  private void allBack() {
    progress.chosen().keySet().forEach(uid -> standings.set((int) uid.leastSignificant(), HAS));
  }

  @Test
  void oneThenTenThenABoundedNumberAtATime() {
    agents(100);
    assertThat(next()).hasSize(1);
    assertThat(progress.stage()).isEqualTo(Stage.FIRST);
    assertThat(next()).as("while it is away nobody else is chosen").hasSize(1);
    allBack();
    assertThat(next()).hasSize(10);
    assertThat(progress.stage()).isEqualTo(Stage.TEN);
    standings.set((int) progress.chosen().keySet().iterator().next().leastSignificant(), HAS);
    assertThat(next()).as("nobody in place of the one that is back").hasSize(9);
    allBack();
    assertThat(next()).hasSize(20);
    assertThat(progress.stage()).isEqualTo(Stage.ALL);
    standings.set((int) progress.chosen().keySet().iterator().next().leastSignificant(), HAS);
    assertThat(next()).hasSize(20);
    for (int i = 0; i < 10; i++) {
      allBack();
      next();
    }
    assertThat(standings).allMatch(HAS::equals);
    assertThat(progress.chosen()).isEmpty();
  }

  @Test
  void whoComesLaterHasItsTurnWhereTheOthersLeftOff() {
    agents(3);
    for (int i = 0; i < 3; i++) {
      next();
      allBack();
    }
    next();
    agents(20);
    assertThat(next()).as("ten in all before the rest").hasSize(8);
  }

  @Test
  void theFirstThatDoesNotComeBackStopsTheRest() {
    agents(100);
    next();
    allBack();
    List<Integer> ten = next();
    standings.set(ten.get(3), new Standing.Failed("TAKEN_BACK", "not back", NOW));
    assertThat(next()).isEmpty();
    assertThat(progress.stage()).isEqualTo(Stage.STOPPED);
    assertThat(progress.stop())
        .isEqualTo(
            new KindProgress.Stop(uid(ten.get(3)).toString(), "TAKEN_BACK", "not back", NOW));
    assertThat(progress.admits(uid(ten.get(4)))).isFalse();
    allBack();
    assertThat(next()).as("whatever else happens").isEmpty();
  }

  @Test
  void whatFailedBeforeItBeganStopsNothingAndIsNotChosen() {
    agents(2);
    standings.set(0, new Standing.Failed("FAILED", "of old", NOW.minusSeconds(1)));
    assertThat(next()).containsExactly(1);
  }

  @Test
  void whoIsNotConnectedOrMayNotBeSentThemIsNotChosen() {
    agents(3);
    eligible.set(0, false);
    eligible.set(1, false);
    assertThat(next()).containsExactly(2);
    eligible.set(2, false);
    eligible.set(1, true);
    assertThat(next()).as("gone before it was sent anything").containsExactly(1);
  }

  @Test
  void whoCannotBeSentAnythingInTimeMakesRoomForOthersAndComesLast() {
    agents(2);
    assertThat(next()).containsExactly(0);
    now = NOW.plus(RULES.patience());
    assertThat(next()).containsExactly(1);
    passedOver.add(uid(0));
    agents(1);
    standings.set(1, HAS);
    assertThat(next()).containsExactly(0, 2);
  }

  @Test
  void whoIsOnTheWaySinceBeforeTakesThePlaceOfOne() {
    agents(3);
    standings.set(2, underWay());
    assertThat(next()).isEmpty();
  }

  @Test
  void aDeletedAgentIsNotWaitedFor() {
    agents(1);
    next();
    standings.clear();
    assertThat(next()).isEmpty();
  }
}
