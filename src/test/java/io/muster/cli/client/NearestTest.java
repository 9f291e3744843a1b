package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  private static final List<String> COMMANDS =
      List.of(
          "apply",
          "cluster",
          "completion",
          "diff",
          "export",
          "get",
          "health",
          "plan",
          "retry",
          "rollout",
          "serve",
          "simulate",
          "why");

  @ParameterizedTest
  @CsvSource({
    "gte,get", "gt,get", "appply,apply", "palpy,apply", "rolout,rollout", "rollout,rollout",
    "srve,serve", "halth,health", "whi,why", "plna,plan", "compl,completion", "simulaet,simulate",
    "GET,get", "retri,retry", "dif,diff"
  })
  void aWrongWordIsNearTheRightOne(String written, String meant) {
    assertThat(Nearest.of(written, COMMANDS)).containsExactly(meant);
  }

  @ParameterizedTest
  @CsvSource({"xyz", "kubectl", "q", "delete"})
  void whatIsLikeNothingIsNearNothing(String written) {
    assertThat(Nearest.of(written, COMMANDS)).isEmpty();
  }

  @Test
  void severalThatAreEquallyNearAreAllNamed() {
    assertThat(Nearest.hint("re", List.of("retry", "restore", "get")))
        .isEqualTo("; did you mean 'restore' or 'retry'?");
    assertThat(Nearest.hint("xyz", COMMANDS)).isEmpty();
  }

  @Test
  void dashesBeforeAnOptionDoNotCount() {
    assertThat(Nearest.of("-selector", List.of("--selector", "--sync")))
        .containsExactly("--selector");
  }
}
