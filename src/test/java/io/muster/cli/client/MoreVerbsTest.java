package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** rollback, wait, rollout retry, events: what they ask of the API. */
class MoreVerbsTest {

  private static final String TARGET =
      """
      {"name": "prod", "selector": {"env": "prod"}, "config": "%s", "weight": 100, "order": 10,
       "labelsOnly": false, "requireRollout": false, "generation": 7, "rollout": null}
      """;
  private static final String ROLLOUT =
      """
      {"id": "prod-2", "state": "%s", "stage": 1, "stages": [{"percent": 100}], "target": "prod",
       "from": "prod@2", "to": "prod@3", "onFailure": "pause", "counts": {"total": 3, "applied": 1},
       "createdAt": "2026-11-30T10:00:00Z"}
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

  @Test
  void aRollbackIsARolloutToTheRevisionBefore() {
    api.on("GET targets/prod", TARGET.formatted("prod@3+redact@1"))
        .on("GET rollouts?target=prod&limit=1000", "{\"items\": []}")
        .on("POST rollouts", ROLLOUT.formatted("running"));

    assertThat(api.run(new RollbackCommand(), "prod").out())
        .startsWith("prod@3+redact@1 -> prod@2+redact@1");
    assertThat(api.changes())
        .containsExactly(
            "POST rollouts {\"template\":\"standard\",\"supersede\":false,\"target\":\"prod\","
                + "\"config\":\"prod@2+redact@1\"}");
  }

  @Test
  void whatARolloutBroughtIsTakenBackToWhereItCameFrom() {
    api.on("GET targets/prod", TARGET.formatted("prod@3"))
        .on(
            "GET rollouts?target=prod&limit=1000",
            "{\"items\": ["
                + ROLLOUT.formatted("rolled_back").replace("prod@2", "wrong@1")
                + ","
                + ROLLOUT.formatted("succeeded").replace("prod@2", "old@9")
                + "]}")
        .on("PUT targets/prod", TARGET.formatted("old@9"));

    assertThat(api.run(new RollbackCommand(), "prod", "--now").out())
        .contains("target prod is old@9, was prod@3");
    assertThat(api.changes()).singleElement().asString().contains("\"config\":\"old@9\"");
  }

  @Test
  void whatOnlyARolloutMayChangeGoesBackByOneOfASingleStage() {
    api.on("GET targets/prod", TARGET.formatted("prod@3"))
        .on("GET rollouts?target=prod&limit=1000", "{\"items\": []}")
        .on("PUT targets/prod", 409, "{\"detail\": \"a rollout replaced it\"}")
        .on("POST rollouts", ROLLOUT.formatted("running"));

    assertThat(api.run(new RollbackCommand(), "prod", "--now").out())
        .startsWith("prod@3 -> prod@2")
        .contains("single stage");
    assertThat(api.changes())
        .contains(
            "POST rollouts {\"stages\":[{\"percent\":100,\"observe\":\"PT0S\",\"gates\":[]}],"
                + "\"target\":\"prod\",\"config\":\"prod@2\"}");
    api.on("GET targets/moved", TARGET.formatted("prod@3"))
        .on("GET rollouts?target=moved&limit=1000", "{\"items\": []}")
        .on("PUT targets/moved", 412, "{\"detail\": \"somebody else\"}");
    assertThat(api.run(new RollbackCommand(), "moved", "--now").code()).isEqualTo(4);
  }

  @Test
  void theTargetsOwnRevisionsKnowBest() {
    api.on("GET targets/prod", TARGET.formatted("prod@3"))
        .on(
            "GET targets/prod/revisions?limit=1000",
            "{\"items\": [{\"config\": \"prod@3\"}, {\"config\": \"prod@3\"}, {\"config\":"
                + " \"prod@1\"}]}")
        .on("PUT targets/prod", TARGET.formatted("prod@1"));

    assertThat(api.run(new RollbackCommand(), "prod", "--now").out()).contains("is prod@1");
  }

  @Test
  void whatCannotBeTakenBackSaysWhy() {
    api.on("GET targets/new", TARGET.formatted("prod@1"))
        .on("GET rollouts?target=new&limit=1000", "{\"items\": []}")
        .on("GET targets/busy", TARGET.formatted("prod@3").replace("null", "\"busy-1\""))
        .on("GET targets/floating", TARGET.formatted("prod"))
        .on("GET rollouts?target=floating&limit=1000", "{\"items\": []}")
        .on("GET configs/prod", "{\"revision\": 4}");

    assertThat(api.run(new RollbackCommand(), "new").err()).contains("--to CONFIG");
    assertThat(api.run(new RollbackCommand(), "busy").err()).contains("rollout abort busy-1");
    assertThat(api.run(new RollbackCommand(), "floating").err())
        .contains("follows the newest revision", "--now pins prod@3");
    assertThat(api.changes()).isEmpty();
  }

  @Test
  void aRolloutIsWaitedForUntilItIsSoOrCannotBe() {
    api.on("GET rollouts/prod-2", ROLLOUT.formatted("running"))
        .on("GET rollouts/prod-2", ROLLOUT.formatted("succeeded"))
        .on("GET rollouts/prod-3", ROLLOUT.formatted("rolled_back"))
        .on("GET rollouts/prod-4", ROLLOUT.formatted("running"));

    StubApi.Ran done = api.run(new WaitCommand(), "rollout", "prod-2", "--for", "succeeded");
    assertThat(done.code()).isZero();
    assertThat(done.out()).contains("succeeded");

    StubApi.Ran never =
        api.run(new WaitCommand(), "rollout", "prod-3", "--for", "succeeded", "--within", "1h");
    assertThat(never.code()).isEqualTo(1);
    assertThat(never.err()).contains("rolled_back");

    StubApi.Ran late =
        api.run(new WaitCommand(), "rollout", "prod-4", "--for", "succeeded", "--within", "1ms");
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("not within", "running");
  }

  @Test
  void agentsAreWaitedForAllOfThem() {
    String path = "GET agents/summary?selector=env%3Dprod";
    api.on(path, "{\"total\": 3, \"sync\": {\"in_sync\": 2, \"failed\": 1, \"offline\": 0}}")
        .on(path, "{\"total\": 3, \"sync\": {\"in_sync\": 3, \"failed\": 0}}")
        .on("GET agents/summary", "{\"total\": 0, \"sync\": {\"in_sync\": 0}}");

    StubApi.Ran ran =
        api.run(new WaitCommand(), "agents", "-l", "env=prod", "--for", "sync=in_sync");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("3 of 3 agents");

    StubApi.Ran none =
        api.run(new WaitCommand(), "agents", "--for", "sync=in_sync", "--within", "1ms");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("no agent matches");
    assertThat(api.run(new WaitCommand(), "agents", "--for", "sync=in_snyc").err())
        .contains("did you mean 'in_sync'?");
    assertThat(api.run(new WaitCommand(), "agents", "--for", "age=3").code()).isEqualTo(2);
    assertThat(api.run(new WaitCommand(), "agnets", "--for", "sync=failed").err())
        .contains("did you mean 'agents'?");
  }

  @Test
  void aRolloutThatFailedIsStartedAgainAsItWas() {
    api.on("GET rollouts/prod-2", ROLLOUT.formatted("rolled_back"))
        .on("GET rollouts/prod-3", ROLLOUT.formatted("running"))
        .on("POST rollouts", ROLLOUT.formatted("pending"));

    assertThat(api.run(new RolloutRetry(), "prod-2").code()).isZero();
    assertThat(api.changes())
        .containsExactly(
            "POST rollouts {\"target\":\"prod\",\"stages\":[{\"percent\":100}],"
                + "\"onFailure\":\"pause\",\"config\":\"prod@3\"}");
    assertThat(api.run(new RolloutRetry(), "prod-3").code()).isEqualTo(2);
  }

  @Test
  void eventsAreALineEachUntilTheStreamEnds() {
    api.on(
        "GET events",
        """
        event:ready
        data:{"agents": 2}

        event:agent
        data:{"uid": "u1", "changes": ["connected"], "healthy": true, "config": {"desired": {}, "reported": {"error": "a\\nb"}}}

        event:target
        data:{"name": "prod", "deleted": false}

        """);

    StubApi.Ran all = api.run(new EventsCommand(), "-w");
    assertThat(all.out().lines().map(line -> line.replaceFirst("^\\S+Z {2}", "")))
        .containsExactly(
            "ready           2 agents are known; following",
            "agent           u1  connected, healthy: a b",
            "target          prod changed");
    assertThat(all.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(all.err()).contains("ended the stream");

    assertThat(api.run(new EventsCommand(), "-w", "--kinds", "target", "-o", "json").out())
        .hasLineCount(1)
        .contains("\"event\":\"target\",\"data\":{\"name\":\"prod\"");
  }

  @Test
  void whatChangedLatelyIsSortedByItsTime() {
    api.on(
            "GET configs?limit=1000",
            "{\"items\": [{\"name\": \"c\", \"revision\": 2, \"author\": \"ann\","
                + " \"createdAt\": \"2026-11-30T09:00:00Z\", \"comment\": \"less\"}]}")
        .on("GET ottl?limit=1000", "{\"items\": []}")
        .on(
            "GET targets?limit=1000",
            "{\"items\": [{\"name\": \"t\", \"config\": \"c@2\", \"changedBy\": \"bob\","
                + " \"changedAt\": \"2026-11-30T10:00:00Z\"}]}")
        .on("GET rollouts?limit=1000", "{\"items\": []}")
        .on("GET connection-settings", "{\"items\": []}")
        .on("GET state", "{\"freezes\": []}");

    assertThat(
            api.run(new EventsCommand(), "-o", "csv")
                .out()
                .lines()
                .map(l -> l.replaceFirst("^\\w+,", "")))
        .containsExactly(
            "AGE,KIND,NAME,CHANGE,BY".substring(4), "target,t,is c@2,bob", "config,c@2,less,ann");
    assertThat(api.run(new EventsCommand(), "-o", "name").out())
        .isEqualToNormalizingNewlines("t\nc@2\n");
  }

  @Test
  void whatHasNoHistorySaysSo() {
    for (String kind : new String[] {"sets", "operators", "labels", "freezes", "default-config"}) {
      StubApi.Ran ran = api.run(new HistoryCommand(), kind, "x");
      assertThat(ran.code()).as(kind).isEqualTo(2);
      assertThat(ran.err()).contains("nothing keeps the history of " + kind);
    }
  }
}
