package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of agents that are in files, as engines mount secrets. */
class AgentTokensTest {

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("token"), content);
  }

  private static AgentAuthentication authentication(Map<String, String> settings) {
    return new AgentAuthentication(HubInTests.settings(settings));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-token-of-a-file", "a-token-of-a-file\n", "  a-token-of-a-file\r\n"})
  void aTokenIsReadWithoutWhatAnEditorPutsAroundIt(String content) throws IOException {
    AgentAuthentication authentication =
        authentication(Map.of("host", "0.0.0.0", "token-files.fleet", file(content).toString()));
    assertThat(authentication.check("Bearer a-token-of-a-file"))
        .isInstanceOf(AgentAuthentication.Admitted.class);
    assertThat(authentication.check("Bearer another"))
        .isInstanceOf(AgentAuthentication.Rejected.class);
  }

  @Test
  void aUidMayBeBoundToATokenOfAFile() throws IOException {
    String uid = "0190e0a2-0000-7000-8000-000000000001";
    AgentAuthentication authentication =
        authentication(
            Map.of("token-files.own", file("own-token").toString(), "bound-uids.own", uid));
    assertThat(authentication.check("Bearer own-token"))
        .isInstanceOfSatisfying(
            AgentAuthentication.Admitted.class,
            admitted -> assertThat(admitted.boundUid()).hasToString(uid));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " \n", "-----BEGIN KEY-----\nabcdef-secret\n", "two secret-words", "gehëim"})
  void aFileThatHoldsNoTokenIsNamedAndNotShown(String content) throws IOException {
    Map<String, String> settings = Map.of("token-files.fleet", file(content).toString());
    assertThatThrownBy(() -> authentication(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("muster.agents.token-files.fleet names " + folder.resolve("token"))
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("geh");
  }

  @Test
  void aFileThatIsNotThereSaysSo() {
    Map<String, String> settings =
        Map.of("token-files.fleet", folder.resolve("missing").toString());
    assertThatThrownBy(() -> authentication(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it is not there");
  }

  @Test
  void oneNameHasOneToken() throws IOException {
    Map<String, String> settings =
        Map.of("token-files.fleet", file("one").toString(), "tokens.fleet", "another");
    assertThatThrownBy(() -> authentication(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("are both set");
  }
}
