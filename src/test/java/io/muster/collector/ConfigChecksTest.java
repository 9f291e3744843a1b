package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempts;
import io.muster.agent.Reported;
import io.muster.collector.ConfigChecks.Mode;
import io.muster.collector.ValidationSettings.OnPut;
import io.muster.config.ConfigDocument;
import io.muster.config.syntax.ConfigProblem;
import io.muster.fleet.TestFleet;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigChecksTest {

  private static final String FINE =
      """
      receivers: {otlp: }
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  private static final String WRONG = FINE.replace("[otlp]", "[zipkin]");

  private final World world = new World();
  private final TestFleet fleet = new TestFleet();

  private ConfigChecks checks(OnPut onPut) {
    return new ConfigChecks(
        PlanningChecks.settings(onPut),
        world.policies,
        fleet.fleet(),
        new KnownDistributions(fleet.fleet()));
  }

  private Validation checkedBy(String program) {
    return new ConfigChecks(
            PlanningChecks.settings(OnPut.REFUSE, Path.of(program)),
            world.policies,
            fleet.fleet(),
            new KnownDistributions(fleet.fleet()))
        .check("prod", ConfigDocument.collector(ByteString.copyFromUtf8(FINE)), Mode.AUTO);
  }

  @Test
  void ownSettingsCountAsCheckedOnlyIfTheProgramHasLookedAtThem() {
    assertThat(check(OnPut.REFUSE, FINE, Mode.AUTO).notChecked()).hasSize(2);
    assertThat(checkedBy("/bin/true").notChecked()).isEmpty();
    assertThat(checkedBy("/bin/false").refused()).isTrue();
    Validation skipped = checkedBy("/nowhere/otelcol");
    assertThat(skipped.warnings()).hasSize(1);
    assertThat(skipped.notChecked()).hasSize(2);
  }

  private Validation check(OnPut onPut, String yaml, Mode mode) {
    return checks(onPut)
        .check("prod", ConfigDocument.collector(ByteString.copyFromUtf8(yaml)), mode);
  }

  @Test
  void theSettingDecidesWhatBecomesOfErrorsAndTheRequestWhetherThereIsACheck() {
    assertThat(check(OnPut.REFUSE, WRONG, Mode.AUTO).refused()).isTrue();
    assertThat(check(OnPut.REFUSE, WRONG, Mode.OFF).problems()).isEmpty();
    assertThat(check(OnPut.WARN, WRONG, Mode.AUTO).refused()).isFalse();
    assertThat(check(OnPut.WARN, WRONG, Mode.AUTO).warnings()).hasSize(2);
    assertThat(check(OnPut.OFF, WRONG, Mode.AUTO).problems()).isEmpty();
    assertThat(check(OnPut.OFF, WRONG, Mode.COLLECTOR).problems()).isNotEmpty();
  }

  @Test
  void syntaxIsLeftToTheCatalogue() {
    assertThat(check(OnPut.REFUSE, "a: b: c", Mode.AUTO).problems()).isEmpty();
    assertThat(check(OnPut.REFUSE, "a: b: c", Mode.COLLECTOR).problems()).isEmpty();
  }

  @Test
  void whatSomeOfTheAgentsThatFollowCannotRunIsAWarningWithTheirNumber() {
    agent(1, "with", "debug");
    agent(2, "without", "nop");
    agent(3, "without", "nop");
    fleet.load(3);
    assertThat(check(OnPut.REFUSE, FINE, Mode.AUTO).problems()).isEmpty();

    world.put("prod", "a: 1\n");
    world.target("prod", "env=prod", "prod", 100);
    Validation validation = check(OnPut.REFUSE, FINE, Mode.AUTO);
    assertThat(validation.refused()).isFalse();
    assertThat(validation.warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "collector.yaml:2:13: 2 of 3 agents will refuse this: the agent has no exporter 'debug'"
                + " (it has nop)");
  }

  private static final String PROFILES = FINE.replace("traces", "profiles");

  @Test
  void profilesAreForThoseWhoSayThatTheyTakeThem() {
    agent(1, "with", "debug", Map.of("env", "prod"));
    fleet.load(1);
    world.put("prod", "a: 1\n");
    world.target("prod", "env=prod", "prod", 100);
    // Nobody says so.
    assertThat(check(OnPut.REFUSE, PROFILES, Mode.AUTO).errors())
        .singleElement()
        .satisfies(error -> assertThat(error.message()).startsWith("collectors refuse"))
        .satisfies(error -> assertThat(error.hint()).contains("feature-gates="));

    // Somebody does, whom the config is not for.
    Map<String, String> gate = Map.of("env", "lab", "feature-gates", "a,+service.profilesSupport");
    agent(2, "with", "debug", gate);
    fleet.load(2);
    assertThat(check(OnPut.REFUSE, PROFILES, Mode.AUTO).errors())
        .singleElement()
        .satisfies(error -> assertThat(error.message()).startsWith("1 of 1 agents will refuse"));
    assertThat(check(OnPut.WARN, PROFILES, Mode.AUTO).refused()).isFalse();
    assertThat(check(OnPut.REFUSE, FINE, Mode.AUTO).problems()).isEmpty();

    // All for whom it is do.
    world.target("prod", "env=lab", "prod", 100);
    assertThat(check(OnPut.REFUSE, PROFILES, Mode.AUTO).problems()).isEmpty();
  }

  private void agent(int number, String hash, String exporter) {
    agent(number, hash, exporter, Map.of("env", "prod"));
  }

  private void agent(int number, String hash, String exporter, Map<String, String> labels) {
    ByteString bytes = ByteString.copyFromUtf8(hash);
    fleet.store(
        AvailableComponents.newBuilder()
            .setHash(bytes)
            .putComponents(
                "exporters",
                ComponentDetails.newBuilder()
                    .putSubComponentMap(exporter, ComponentDetails.getDefaultInstance())
                    .build())
            .build());
    fleet.store(
        new InstanceUid(1, Long.MIN_VALUE | number),
        new Reported(
            AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            new ContentHash(bytes)),
        labels,
        Attempts.NONE);
  }
}
