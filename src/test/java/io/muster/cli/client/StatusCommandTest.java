package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The screen of who is on call says what is so, and ends in a command that helps. */
class StatusCommandTest {

  private static final String NONE = "{\"items\": []}";
  private static final String WELL =
      """
      {"total": 3, "status": {"connected": 3, "stale": 0}, "health": {"healthy": 3},
       "sync": {"in_sync": 3, "failed": 0}, "frozen": 0, "freezes": []}
      """;

  @TempDir Path folder;
  private StubApi api;

  @BeforeEach
  void start() {
    api = new StubApi(folder);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static String ago(int minutes) {
    return InstantSource.system().instant().minus(minutes, ChronoUnit.MINUTES).toString();
  }

  private void server(String state, String summary, String failures) {
    api.on("GET server", "{\"version\": \"0.1.0\"}")
        .on("GET state", state)
        .on("GET agents/summary", summary)
        .on("GET agents/failures?limit=6", failures);
  }

  private void well() {
    server("{\"writable\": true, \"damaged\": [], \"freezes\": []}", WELL, NONE);
  }

  private void changes(String configs, String targets, String rollouts) {
    api.on("GET configs?limit=1000", "{\"items\": [" + configs + "]}")
        .on("GET ottl?limit=1000", NONE)
        .on("GET targets?limit=1000", "{\"items\": [" + targets + "]}")
        .on("GET rollouts?limit=1000", "{\"items\": [" + rollouts + "]}")
        .on("GET connection-settings", NONE);
  }

  private static String config(String name, int revision, int minutesAgo) {
    return "{\"name\": \"%s\", \"revision\": %d, \"author\": \"ann\", \"createdAt\": \"%s\", \"comment\": \"less\"}"
        .formatted(name, revision, ago(minutesAgo));
  }

  private static String target(String name, String config, int revision, String by, int ago) {
    return ("{\"name\": \"%s\", \"config\": \"%s\", \"revision\": %d, \"changedBy\": \"%s\","
            + " \"changedAt\": \"%s\"}")
        .formatted(name, config, revision, by, ago(ago));
  }

  private static String rollout(String state, int minutesAgo) {
    return ("{\"id\": \"prod-2\", \"target\": \"prod\", \"from\": \"prod@2\", \"to\": \"prod@3\","
            + " \"state\": \"%s\", \"stage\": 1, \"stages\": [{}], \"phase\": \"observe\","
            + " \"counts\": {\"total\": 4, \"applied\": 1}, \"createdBy\": \"bob\","
            + " \"changedAt\": \"%s\"}")
        .formatted(state, ago(minutesAgo));
  }

  /** The target as it is read by itself, and the two revisions it has had. */
  private void known(String name, String now, String before) {
    api.on("GET targets/" + name, target(name, now, 2, "ann", 5))
        .on(
            "GET targets/" + name + "/revisions?limit=2",
            "{\"items\": [{\"config\": \"" + now + "\"}, {\"config\": \"" + before + "\"}]}")
        .on(
            "GET targets/" + name + "/revisions?limit=1000",
            "{\"items\": [{\"config\": \"" + now + "\"}, {\"config\": \"" + before + "\"}]}");
  }

  private String status(String... options) {
    StubApi.Ran ran = api.run(new StatusCommand(), options);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.out();
  }

  private static String takeBack(String screen) {
    int at = screen.indexOf("Take the newest change back");
    return at < 0 ? "" : screen.substring(at).lines().skip(1).findFirst().orElse("").strip();
  }

  @Test
  void aServerThatIsWellSaysSoOnOneScreen() {
    well();
    changes("", "", "");

    String screen = status();
    assertThat(screen)
        .contains("can be written", "0.1.0", "Agents 3", "3 connected", "3 in_sync", "nothing")
        .doesNotContain("0 stale", "FROZEN", "Take the newest change back", "Not as they should");
    assertThat(screen.lines()).hasSizeLessThan(24);
  }

  @Test
  void whatIsWrongCannotBeOverlooked() {
    server(
        """
        {"writable": false, "reason": "the disk is full", "damaged": [{"key": "a"}],
         "moreDamaged": true, "freezes": []}
        """,
        """
        {"total": 9, "status": {"connected": 8, "disconnected": 1}, "health": {"unhealthy": 2},
         "sync": {"failed": 3}, "frozen": 9, "freezes": [
          {"selector": "", "reason": "incident 42", "by": "bob", "since": "%s"}]}
        """
            .formatted(ago(10)),
        """
        {"items": [{"agents": 3, "cause": "refused", "configs": ["prod@3"],
                    "message": "unknown exporter\\u001b[31m"}]}
        """);
    changes("", "", "");

    assertThat(status())
        .contains(
            "CANNOT BE WRITTEN: the disk is full",
            "1 and more RECORDS CANNOT BE READ",
            "all for 10m by bob: incident 42",
            "3  refused prod@3: unknown exporter?[31m",
            "1 disconnected");
  }

  @Test
  void whatChangedLatelyIsThereWithItsAuthorAndWhatIsOlderIsNot() {
    well();
    known("prod", "prod@3", "prod@2");
    changes(
        config("prod", 3, 10) + "," + config("old", 1, 3_000),
        target("prod", "prod@3", 2, "ann", 5),
        "");

    String screen = status();
    assertThat(screen.lines().map(line -> line.strip().replaceAll(" {2,}", "|")))
        .contains("5m|target|prod|is prod@3|ann", "10m|config|prod@3|less|ann");
    assertThat(screen).doesNotContain("old@1");
    assertThat(status("--since", "7m")).doesNotContain("|config|").contains("is prod@3");
  }

  @Test
  void aRolloutUnderWayIsAborted() {
    well();
    changes("", target("prod", "prod@2", 1, "rollout prod-2", 1), rollout("running", 1));

    String screen = status();
    assertThat(screen).contains("prod-2  [#######", "1 of 4 applied");
    assertThat(takeBack(screen)).isEqualTo("muster rollout abort prod-2");
  }

  @Test
  void aRolloutThatGoesBackByItselfNeedsNobody() {
    well();
    changes("", target("prod", "prod@2", 1, "rollout prod-2", 1), rollout("rolling_back", 1));
    assertThat(takeBack(status())).isEmpty();

    changes("", target("prod", "prod@2", 1, "rollout prod-2", 1), rollout("rolled_back", 1));
    assertThat(takeBack(status())).isEmpty();
  }

  @Test
  void whatARolloutBroughtIsTakenBackAtItsTarget() {
    well();
    known("prod", "prod@3", "prod@2");
    changes("", target("prod", "prod@3", 2, "rollout prod-2", 1), rollout("succeeded", 1));

    String screen = status();
    assertThat(takeBack(screen)).isEqualTo("muster rollback prod --now");
    assertThat(screen).contains("(prod@3 -> prod@2)");
  }

  @Test
  void theNewestChangeIsTakenBackNotAnOlderOneOfAnotherTarget() {
    well();
    // `live` follows `app` without a revision, so app@7 reached its agents when it was put.
    changes(
        config("app", 7, 1),
        target("quiet", "other@4", 2, "ann", 60) + "," + target("live", "app", 1, "ann", 600),
        "");
    api.on("GET targets/live/revisions?limit=1000", "{\"items\": [{\"config\": \"app\"}]}")
        .on("GET rollouts?target=live&limit=1000", NONE)
        .on("GET configs/app", "{\"revision\": 7}");

    String screen = status();
    assertThat(takeBack(screen)).isEqualTo("muster rollback live --now");
    assertThat(screen).contains("(app -> app@6)");
  }

  @Test
  void aConfigThatReachedNobodyIsNotTakenBack() {
    well();
    known("prod", "prod@2", "prod@1");
    changes(config("prod", 3, 1), target("prod", "prod@2", 2, "ann", 60), "");

    assertThat(takeBack(status())).isEqualTo("muster rollback prod --now");
    assertThat(status()).contains("(prod@2 -> prod@1)");
  }

  @Test
  void aNewTargetIsDeletedAndAChangedSelectorIsLookedAt() {
    well();
    api.on("GET targets/new", target("new", "prod@1", 1, "ann", 1));
    changes("", target("new", "prod@1", 1, "ann", 1), "");
    assertThat(takeBack(status())).isEqualTo("muster delete target new");
  }

  @Test
  void aTargetOfWhichNotTheConfigChangedIsLookedAt() {
    well();
    known("prod", "prod@3", "prod@3");
    changes("", target("prod", "prod@3", 2, "ann", 1), "");

    assertThat(takeBack(status())).isEqualTo("muster history target prod");
  }

  @Test
  void programsGetTheSame() {
    well();
    known("prod", "prod@3", "prod@2");
    changes("", target("prod", "prod@3", 2, "ann", 5), "");

    assertThat(status("-o", "json"))
        .contains("\"takeBack\"", "muster rollback prod --now", "\"version\"", "\"by\"");
  }
}
