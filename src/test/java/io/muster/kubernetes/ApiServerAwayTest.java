package io.muster.kubernetes;

import static io.muster.kubernetes.SourceScene.collector;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiServerAwayTest {

  private final SourceScene scene = new SourceScene();

  private int lists() {
    return scene.api.count("list");
  }

  private int watches() {
    return scene.api.count("watch");
  }

  private SourceCondition.Namespace condition() {
    return scene.source.condition().namespaces().getFirst();
  }

  @Test
  void tenMinutesAwayAreAFewTriesAndNothingIsLost() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.api.failing = new ApiFailure(0, "https://10.0.0.1 cannot be reached", null);
    scene.api.end(new ConfigMapChange.Ended("the watch broke"));

    scene.pass(Duration.ofMinutes(10));

    assertThat(watches()).isBetween(10, 40);
    assertThat(scene.source.condition().behind()).isTrue();
    assertThat(condition().failure()).contains("cannot be reached");
    assertThat(condition().attempts()).isBetween(10, 40);
    assertThat(scene.source.condition().age(scene.now, scene.now))
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    assertThat(scene.revision("prod")).isEqualTo(1);

    scene.api.failing = null;
    scene.api.put("prod", Map.of(), collector("nop"));
    scene.pass(Duration.ofMinutes(2));

    assertThat(scene.revision("prod")).isEqualTo(2);
    assertThat(scene.source.condition().behind()).isFalse();
    assertThat(condition().attempts()).isZero();
  }

  @Test
  void aVersionThatIsTooOldMakesAListAtOnce() {
    scene.turn();
    int before = lists();

    scene.api.end(new ConfigMapChange.Expired("too old"));
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    assertThat(lists()).isEqualTo(before + 1);
    assertThat(scene.revision("prod")).isEqualTo(1);
  }

  @Test
  void aWatchThatIsRefusedFor410MakesAList() {
    scene.turn();
    int before = lists();
    scene.pass(Duration.ofSeconds(20));

    scene.api.end(new ConfigMapChange.Ended(""));
    scene.api.failing = new ApiFailure(410, "Gone", null);
    scene.pass(Duration.ofSeconds(1));
    scene.api.failing = null;
    scene.pass(Duration.ofSeconds(5));

    assertThat(lists()).isEqualTo(before + 1);
    assertThat(scene.api.watches()).isOne();
  }

  @Test
  void aWatchThatEndsInGoodOrderGoesOnWithoutAList() {
    scene.turn();
    int before = lists();
    scene.pass(Duration.ofMinutes(5));

    scene.api.end(new ConfigMapChange.Ended(""));
    scene.turn();

    assertThat(lists()).isEqualTo(before);
    assertThat(scene.api.watches()).isOne();
    assertThat(condition().attempts()).isZero();
  }

  @Test
  void watchesThatAreDroppedAgainAndAgainAreNotBegunEverySecond() {
    scene.turn();
    int before = watches();

    for (int i = 0; i < 300; i++) {
      scene.api.end(new ConfigMapChange.Ended(""));
      scene.pass(Duration.ofSeconds(1));
    }

    assertThat(watches() - before).isLessThan(25);
  }

  @Test
  void whoIsToldWhenToComeBackComesNotBefore() {
    scene.api.failing = new ApiFailure(429, "Too many requests", Duration.ofSeconds(90));
    scene.turn();
    assertThat(lists()).isOne();

    scene.pass(Duration.ofSeconds(80));
    assertThat(lists()).isOne();
    scene.pass(Duration.ofSeconds(40));
    assertThat(lists()).isEqualTo(2);
  }

  @Test
  void whoMayNotReadSaysWhichRightIsMissing() {
    scene.api.failing = new ApiFailure(403, "the service account needs list", null);

    scene.pass(Duration.ofMinutes(1));

    assertThat(lists()).isBetween(4, 15);
    assertThat(condition().failure()).contains("needs list");
  }

  @Test
  void whoMayNotWriteBackTakesTheConfigAllTheSame() {
    scene.api.refusingWrites = new ApiFailure(403, "patch is forbidden", null);
    scene.api.put("prod", Map.of(), collector("debug"));

    scene.pass(Duration.ofMinutes(5));

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.api.count("status")).isBetween(2, 12);
    assertThat(scene.api.count("get")).isLessThan(15);
  }

  @Test
  void aWatchThatIsSilentForTooLongIsDead() {
    scene.turn();
    int before = watches();

    scene.pass(NamespaceWatch.SILENCE.plusSeconds(30));

    assertThat(watches()).isGreaterThan(before);
  }

  @Test
  void everythingIsListedNowAndThen() {
    scene.turn();
    int before = lists();

    scene.pass(Duration.ofMinutes(25));

    assertThat(lists() - before).isBetween(2, 3);
  }

  @Test
  void anInboxThatIsFullMakesAList() {
    ChangeInbox inbox = new ChangeInbox();
    for (int i = 0; i <= ChangeInbox.MAX; i++) {
      inbox.add(new ConfigMapChange.Bookmark("" + i));
    }
    inbox.add(new ConfigMapChange.Bookmark("late"));

    assertThat(inbox.next()).isInstanceOf(ConfigMapChange.Expired.class);
    assertThat(inbox.next()).isNull();
  }
}
