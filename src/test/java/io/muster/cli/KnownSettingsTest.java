package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KnownSettingsTest {

  private final KnownSettings known =
      new KnownSettings(
          Set.of(
              "muster.data",
              "muster.agents.port",
              "muster.agents.tokens.*",
              "muster.fleet.stale-after"));

  private static Map<String, String> anyValue(String... variables) {
    return Stream.of(variables).collect(Collectors.toMap(name -> name, name -> "1"));
  }

  @Test
  void knownSettingsAreTakenInEverySpelling() {
    assertThat(
            known.unknownProperties(
                List.of(
                    "muster.data",
                    "muster.agents.port",
                    "muster.agents.tokens.team.a",
                    "muster.fleet.stale-after",
                    "quarkus.anything",
                    "muster"),
                "-D"))
        .isEmpty();
    assertThat(
            known.unknownVariables(
                anyValue(
                    "MUSTER_DATA",
                    "MUSTER_AGENTS_PORT",
                    "MUSTER_AGENTS_TOKENS_TEAM_A",
                    "MUSTER_FLEET_STALE_AFTER",
                    "PATH")))
        .isEmpty();
  }

  @Test
  void aMisspeltSettingIsNamedWithItsPlaceAndTheNearestKnownOne() {
    assertThat(known.unknownProperties(List.of("muster.fleet.stale-aftr"), "the file x"))
        .containsExactly(
            "unknown setting muster.fleet.stale-aftr in the file x; did you mean"
                + " muster.fleet.stale-after?");
    assertThat(known.unknownVariables(anyValue("MUSTER_AGENT_PORT")))
        .containsExactly(
            "unknown setting MUSTER_AGENT_PORT in the environment; did you mean MUSTER_AGENTS_PORT"
                + " (muster.agents.port)?");
  }

  @Test
  void aSettingLikeNoneGetsNoSuggestion() {
    assertThat(known.unknownProperties(List.of("muster.something.else.altogether.xyz"), "-D"))
        .containsExactly("unknown setting muster.something.else.altogether.xyz in -D");
  }

  @Test
  void theTokensThemselvesAreNoSetting() {
    assertThat(known.unknownProperties(List.of("muster.agents.tokens"), "-D")).hasSize(1);
  }

  @Test
  void theLaunchersVariablesAreNotTheServers() {
    assertThat(
            known.unknownVariables(
                anyValue("MUSTER_JAVA_HOME", "MUSTER_JAVA_OPTS", "MUSTER_CACHE")))
        .isEmpty();
    assertThat(
            known.unknownVariables(anyValue("MUSTER_SERVER", "MUSTER_TOKEN", "MUSTER_TOKEN_FILE")))
        .isEmpty();
  }
}
