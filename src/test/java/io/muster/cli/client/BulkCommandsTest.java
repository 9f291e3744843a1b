package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** label, restart, retire and retry: whom they reach, when they ask, and what they say. */
class BulkCommandsTest {

  private static final String LIST = "GET agents?selector=env%3Dprod&limit=1000";
  private static final String REFUSED =
      "{\"status\": 409, \"title\": \"Conflict\", \"detail\": \"agent a1 is not connected\"}";

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

  private static String agents(int count, String status) {
    List<String> items =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> "{\"uid\": \"a" + i + "\", \"status\": \"" + status + "\"}")
            .toList();
    return "{\"items\": [" + String.join(",", items) + "], \"total\": " + count + "}";
  }

  @Test
  void labelsAreSetAndRemovedByUid() {
    api.on("GET agents/a1", "{\"uid\": \"a1\"}").on("PATCH agents/a1/labels", "{}");

    StubApi.Ran ran = api.run(new LabelCommand(), "a1", "env=prod", "canary-", "url=http://x=y");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().strip()).isEqualTo("1 agent labelled");
    assertThat(api.changes())
        .containsExactly(
            "PATCH agents/a1/labels {\"env\":\"prod\",\"canary\":null,\"url\":\"http://x=y\"}");
  }

  @Test
  void whoIsRefusedDoesNotKeepTheOthersFromIt() {
    api.on(LIST, agents(3, "connected"))
        .on("POST agents/a1/restart", 409, REFUSED)
        .on("POST agents/a2/restart", 202, "{}")
        .on("POST agents/a3/restart", 202, "{}");

    StubApi.Ran ran = api.run(new RestartCommand(), "-l", "env=prod");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("2 agents asked to restart", "1 refused: agent … is not connected (409)", "a1");
    assertThat(api.changes()).hasSize(3);
  }

  @Test
  void manyAreNotChangedWithoutAWord() {
    api.on(LIST, agents(11, "connected"));

    StubApi.Ran ran = api.run(new RestartCommand(), "-l", "env=prod");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("restart 11 agents that match env=prod", "--yes", "Nothing was done");
    assertThat(api.changes()).isEmpty();
  }

  @Test
  void tenAreAndElevenWithYesOrAnAnswer() {
    api.on(LIST, agents(11, "connected"));
    IntStream.rangeClosed(1, 11).forEach(i -> api.on("POST agents/a" + i + "/restart", 202, "{}"));

    assertThat(api.run(new RestartCommand(), "-l", "env=prod", "--yes").out())
        .contains("11 agents asked to restart");

    RestartCommand asks = new RestartCommand();
    List<String> questions = new ArrayList<>();
    asks.confirmation.person =
        question -> {
          questions.add(question);
          return "Y";
        };
    assertThat(api.run(asks, "-l", "env=prod").code()).isZero();
    assertThat(questions)
        .containsExactly("This will restart 11 agents that match env=prod. Go on? [y/N] ");

    RestartCommand declined = new RestartCommand();
    declined.confirmation.person = question -> "";
    StubApi.Ran no = api.run(declined, "-l", "env=prod");
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.err().strip()).isEqualTo("nothing was done");
    assertThat(api.changes()).hasSize(22);

    try (StubApi ten = new StubApi(folder)) {
      ten.on(LIST, agents(10, "connected"));
      assertThat(ten.run(new RestartCommand(), "-l", "env=prod").err()).doesNotContain("--yes");
      assertThat(ten.changes()).hasSize(10);
    }
  }

  @Test
  void whoIsConnectedIsNotForgotten() {
    api.on("GET agents/a1", "{\"uid\": \"a1\", \"status\": \"connected\"}")
        .on("GET agents/a2", "{\"uid\": \"a2\", \"status\": \"disconnected\"}")
        .on("DELETE agents/a1", 204, "")
        .on("DELETE agents/a2", 204, "");

    StubApi.Ran ran = api.run(new RetireCommand(), "a1", "a2");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("1 agent forgotten", "1 agent is connected and left alone");
    assertThat(api.changes()).containsExactly("DELETE agents/a2");

    assertThat(api.run(new RetireCommand(), "a1", "--force").code()).isZero();
    assertThat(api.changes()).containsExactly("DELETE agents/a1", "DELETE agents/a2");
  }

  @Test
  void aRetryOfManySaysHowManyAtMost() {
    api.on(
            "GET agents?selector=env%3Dprod&sync=failed%2Cdrifted&limit=1",
            "{\"items\": [], \"total\": 40}")
        .on("POST agents/retry?selector=env%3Dprod", "{\"agents\": 38}");

    StubApi.Ran ran = api.run(new RetryCommand(), "-l", "env=prod");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("up to 40 agents", "--yes");
    assertThat(api.changes()).isEmpty();

    assertThat(api.run(new RetryCommand(), "-l", "env=prod", "-y").out()).contains("retry: 38");
  }

  @Test
  void aRetryOfOneSaysWhatWasDone() {
    for (String uid : List.of("a1", "a2", "a3")) {
      api.on("POST agents/" + uid + "/retry", "{\"uid\": \"" + uid + "\"}");
    }
    String answer = "{\"sync\": {\"state\": \"%s\"}, \"attempts\": [{\"state\": \"%s\"}]}";
    api.on("GET agents/a1", answer.formatted("drifted", "APPLIED"))
        .on("GET agents/a2", answer.formatted("failed", "FAILED"))
        .on("GET agents/a3", answer.formatted("in_sync", "APPLIED"));
    assertThat(api.run(new RetryCommand(), "a1").out())
        .contains("sent its config again: a1", "muster why a1");
    assertThat(api.run(new RetryCommand(), "a2").out()).isEqualTo("retried: a2\n");
    assertThat(api.run(new RetryCommand(), "a3").out())
        .startsWith("nothing to retry: a3 is in sync");
  }

  @Test
  void nobodyMeantIsNotEverybody() {
    for (Object command :
        List.of(new RestartCommand(), new RetireCommand(), new RestartCommand())) {
      assertThat(api.run(command).code()).isEqualTo(2);
      assertThat(api.run(command, "-l", "").code()).isEqualTo(2);
    }
    assertThat(api.run(new LabelCommand(), "env=prod").err()).contains("say which agents");
    assertThat(api.run(new LabelCommand(), "a1").err()).contains("say which labels");
    assertThat(api.asked()).isEmpty();
  }
}
