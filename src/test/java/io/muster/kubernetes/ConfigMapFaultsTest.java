package io.muster.kubernetes;

import static io.muster.kubernetes.SourceScene.collector;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigOwner;
import io.muster.rollout.RolloutState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigMapFaultsTest {

  private final SourceScene scene = new SourceScene();

  @Test
  void oneOfAMebibyteThatIsNoYamlIsRefusedAndTheMessageStaysShort() {
    scene.api.put("prod", Map.of(), Map.of("collector.yaml", "[".repeat(1 << 20)));

    scene.turn();

    assertThat(scene.revision("prod")).isZero();
    assertThat(scene.api.status("prod")).contains("\"state\":\"refused\"");
    assertThat(scene.api.status("prod").getBytes(StandardCharsets.UTF_8).length).isLessThan(8_000);
  }

  @Test
  void oneOfAMebibyteIsTaken() {
    scene.api.put("prod", Map.of(), Map.of("a.yaml", "a: " + "x".repeat((1 << 20) - 200)));

    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
  }

  @Test
  void oneThatIsLargerThanAMessageToAgentsIsRefused() {
    scene.api.put("prod", Map.of(), Map.of("a.yaml", "a: " + "x".repeat(1 << 20)));

    scene.turn();

    assertThat(scene.revision("prod")).isZero();
    assertThat(scene.api.status("prod")).contains("refused", "max-message-size");
  }

  @Test
  void binaryDataIsAFileAsItIsAndBinaryYamlIsRefused() {
    ConfigMapKey key = new ConfigMapKey("telemetry", "prod");
    ByteString bytes = ByteString.copyFrom(new byte[] {0, -1, 10});
    scene.api.put(key, Map.of(), Map.of("ca.der", bytes), Set.of("ca.der"));
    scene.turn();
    assertThat(scene.config("prod").orElseThrow().document().file("ca.der").orElseThrow())
        .satisfies(file -> {
          assertThat(file.body()).isEqualTo(bytes);
          assertThat(file.contentType()).isEqualTo("application/octet-stream");
        });

    scene.pass(SourceScene.MIN_INTERVAL);
    scene.api.put(key, Map.of(), Map.of("a.yaml", bytes), Set.of("a.yaml"));
    scene.turn();
    assertThat(scene.api.status("prod")).contains("refused", "not UTF-8");
  }

  @Test
  void oneWithoutAnythingIsRefused() {
    scene.api.put("prod", Map.of(), Map.of());
    scene.turn();
    assertThat(scene.api.status("prod")).contains("refused", "the config is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          muster.io/config-name | Prod_1     | config name 'Prod_1' is not valid
          muster.io/target      | Prod_1     | target name 'Prod_1' is not valid
          muster.io/target      | prod       | there is no target 'prod'
          muster.io/rollout     | standard   | is of a target
          muster.io/selector    | a=b        | is of a target
          muster.io/take-over   | yes        | expected true or false
          muster.io/confg-name  | x          | is not known
          """)
  void annotationsThatAreWrongAreNamed(String name, String value, String message) {
    scene.api.put("prod", Map.of(name, value), collector("debug"));

    scene.turn();

    assertThat(scene.api.status("prod")).contains("\"state\":\"refused\"", message);
    assertThat(scene.revision("prod")).isZero();
    assertThat(scene.applying.owners.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fast          | template 'fast' is none of
          5%            | the last stage must have percent 100
          100%,5%       | percent must rise
          5%:10y,100%   | stage '5%:10y' is not valid
          """)
  void rolloutsThatAreWrongAreNamed(String rollout, String message) {
    scene.api.put(
        "prod", Map.of(Annotations.TARGET, "t", Annotations.ROLLOUT, rollout), collector("debug"));

    scene.turn();

    assertThat(scene.api.status("prod")).contains("\"state\":\"refused\"", message);
  }

  @Test
  void annotationsOfOthersDoNotCount() {
    scene.api.put("prod", Map.of("example.com/a", "1"), collector("debug"));
    scene.turn();
    int gets = scene.api.count("get");

    scene.api.put("prod", Map.of("example.com/a", "2"), collector("debug"));
    scene.pass(Duration.ofSeconds(30));

    assertThat(scene.api.count("get")).isEqualTo(gets);
  }

  @Test
  void aTargetIsMadeAndThenTheNextRevisionGoesByARollout() {
    Map<String, String> annotations =
        Map.of(
            Annotations.TARGET, "edge",
            Annotations.SELECTOR, "env=prod",
            Annotations.ROLLOUT, "5%:10m,100%");
    scene.api.put("prod", annotations, collector("debug"));
    scene.turn();
    assertThat(scene.applying.world().targets.get("edge").orElseThrow().config().toString())
        .isEqualTo("prod@1");
    assertThat(scene.api.status("prod")).contains("\"state\":\"applied\"");

    scene.pass(SourceScene.MIN_INTERVAL);
    scene.api.put("prod", annotations, collector("nop"));
    scene.turn();

    assertThat(scene.applying.world().targets.get("edge").orElseThrow().config().toString())
        .isEqualTo("prod@1");
    assertThat(scene.api.status("prod"))
        .contains("\"state\":\"rolling_out\"", "\"rollout\":\"edge-1\"", "\"revision\":2");

    var _ = scene.applying.rollouts().abort("edge-1", "ada");
    scene.pass(Duration.ofSeconds(30));
    assertThat(scene.applying.rollouts().get("edge-1").orElseThrow().progress().state())
        .isIn(RolloutState.ROLLING_BACK, RolloutState.ABORTED);
    assertThat(scene.api.status("prod"))
        .containsAnyOf("rollout edge-1 is rolling_back", "\"state\":\"aborted\"");
  }

  @Test
  void oneThatIsDeletedWhileItIsRolledOutLeavesTheRolloutAlone() {
    Map<String, String> annotations =
        Map.of(
            Annotations.TARGET, "edge",
            Annotations.SELECTOR, "env=prod",
            Annotations.ROLLOUT, "standard");
    scene.api.put("prod", annotations, collector("debug"));
    scene.turn();
    scene.pass(SourceScene.MIN_INTERVAL);
    scene.api.put("prod", annotations, collector("nop"));
    scene.turn();

    scene.api.delete("prod");
    scene.pass(Duration.ofMinutes(1));

    assertThat(scene.applying.rollouts().get("edge-1").orElseThrow().progress().state().finished())
        .isFalse();
    assertThat(scene.revision("prod")).isEqualTo(2);
    assertThat(scene.applying.owners.of("prod").orElseThrow().hold())
        .isEqualTo(ConfigOwner.Hold.ORPHANED);
  }

  @Test
  void oneThatIsMadeAnewUnderTheSameNameGoesOn() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.api.delete("prod");
    scene.turn();
    scene.api.put("prod", Map.of(), collector("nop"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(2);
    assertThat(scene.applying.owners.of("prod").orElseThrow())
        .satisfies(owner -> {
          assertThat(owner.hold()).isEqualTo(ConfigOwner.Hold.HELD);
          assertThat(owner.uid()).isEqualTo("uid-2");
        });
  }

  @Test
  void anotherNameLeavesTheFirstConfigOrphaned() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.pass(SourceScene.MIN_INTERVAL);

    scene.api.put("prod", Map.of(Annotations.CONFIG_NAME, "edge"), collector("debug"));
    scene.turn();

    assertThat(scene.revision("edge")).isEqualTo(1);
    assertThat(scene.applying.owners.of("prod").orElseThrow().hold())
        .isEqualTo(ConfigOwner.Hold.ORPHANED);
  }

  @Test
  void thoseBeyondTheBoundAreNotTaken() {
    for (int i = 0; i <= ConfigMapStates.MAX; i++) {
      scene.api.put("c" + i, Map.of(Annotations.TAKE_OVER, "maybe"), Map.of());
    }
    scene.pass(Duration.ofMinutes(2));

    int known = scene.source.condition().counts().values().stream().mapToInt(i -> i).sum();
    assertThat(known).isEqualTo(ConfigMapStates.MAX);
  }
}
