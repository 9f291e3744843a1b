package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigReference;
import io.muster.config.DeleteOutcome;
import io.muster.config.EncodedRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RuleReference;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A change of a rule set is a change like any other. */
class RuleSetsTest {

  private static final String CONFIG =
      "receivers: {otlp: }\nexporters: {debug: }\n"
          + "service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n";

  private final World world = new World();
  private final AgentState agent = DesiredTest.agentInBucket(1, "env", "prod");

  private PutOutcome put(String name, String value) {
    String yaml = "trace_statements: ['set(span.name, \"" + value + "\")']\n";
    ConfigDocument document =
        new ConfigDocument(
            List.of(new ConfigFile("rules.yaml", ByteString.copyFromUtf8(yaml), "text/yaml")));
    return world.ruleSets.revisions().put(new PutConfig(name, document, "ops", "", null, false));
  }

  private TargetOutcome target(String config) {
    return world.targets.put(World.target("t", "env=prod", config, 100, 10));
  }

  private EncodedRevision desired() {
    EncodedRevision revision = Desired.desired(agent, world.policies.current()).revision();
    if (revision == null) {
      throw new AssertionError("nothing desired");
    }
    return revision;
  }

  @Test
  void aTargetThatFollowsARuleSetGetsItsNewestRevisionAtOnce() {
    world.put("prod", CONFIG);
    put("names", "one");
    assertThat(target("prod+names")).isInstanceOf(TargetOutcome.Saved.class);
    EncodedRevision before = desired();
    assertThat(before.reference()).isEqualTo(ConfigReference.parse("prod@1+names@1"));
    assertThat(before.remoteConfig().encoded().toStringUtf8()).contains("transform/names", "one");

    long generation = world.policies.current().generation();
    assertThat(put("names", "two"))
        .isInstanceOfSatisfying(
            PutOutcome.Created.class,
            created -> assertThat(created.followers()).containsExactly("t"));
    EncodedRevision after = desired();
    assertThat(after.reference()).isEqualTo(ConfigReference.parse("prod@1+names@2"));
    assertThat(after.hash()).isNotEqualTo(before.hash());
    assertThat(world.policies.current().generation()).isGreaterThan(generation);
    assertThat(world.policies.current().wants(agent, new RuleReference("names", 2))).isTrue();
    assertThat(world.policies.current().wants(agent, new RuleReference("names", 1))).isFalse();
    assertThat(world.policies.current().wants(agent, ConfigReference.pinned("prod", 1))).isTrue();
  }

  @Test
  void aPinnedRuleSetStaysAndIsKept() {
    world.put("prod", CONFIG);
    put("names", "one");
    target("prod@1+names@1");
    put("names", "two");
    assertThat(desired().rules()).containsExactly(new RuleReference("names", 1));
    assertThat(
            world.restarted().policies.current().resolve(ConfigReference.parse("prod@1+names@1")))
        .hasValueSatisfying(revision -> assertThat(revision.hash()).isEqualTo(desired().hash()));
  }

  @Test
  void aRequiredRolloutPinsRuleSetsToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new TargetSpec(
                io.muster.agent.Selector.parse("env=prod"),
                ConfigReference.parse("prod@1+names"),
                100,
                10,
                false,
                true,
                null))
        .withMessageContaining("the same for each rule set");
  }

  @Test
  void aRuleSetThatIsNamedIsNotDeletedAndOneThatIsNotThereIsNotNamed() {
    world.put("prod", CONFIG);
    assertThat(target("prod+names"))
        .isEqualTo(
            new TargetOutcome.Invalid(
                "rule set names does not exist: put it first, or see which revisions there are"));
    put("names", "one");
    target("prod+names");
    assertThat(world.ruleSets.revisions().delete("names", "ops", null))
        .isEqualTo(new DeleteOutcome.InUse(List.of("target t")));
    target("prod");
    assertThat(world.ruleSets.revisions().delete("names", "ops", null))
        .isEqualTo(new DeleteOutcome.Deleted());
  }

  @Test
  void rulesAndConfigsHaveNamesOfTheirOwn() {
    world.put("same", CONFIG);
    put("same", "one");
    target("same+same");
    assertThat(desired().reference()).isEqualTo(ConfigReference.parse("same@1+same@1"));
    assertThat(world.configs.list(null, 10).total()).isEqualTo(1);
    assertThat(world.ruleSets.revisions().list(null, 10).total()).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeComposedIsNotTaken() {
    world.put("prod", CONFIG);
    put("names", "one");
    target("prod+names");
    String clash = CONFIG + "processors: {transform/names: }\n";
    assertThat(world.configs.put(World.config("prod", clash, null)))
        .isInstanceOfSatisfying(
            PutOutcome.Invalid.class,
            invalid ->
                assertThat(invalid.problems().getFirst().message())
                    .startsWith("as prod+names it cannot be composed: the config has a processor"));
    assertThat(desired().number()).isEqualTo(1);
    world.put("clash", clash);
    assertThat(world.targets.put(World.target("u", "env=dev", "clash+names", 100, 10)))
        .isInstanceOfSatisfying(
            TargetOutcome.Invalid.class,
            invalid -> assertThat(invalid.message()).contains("transform/names already"));
  }

  @Test
  void rulesWithoutAPipelineAreWarnedOf() {
    world.put("prod", CONFIG.replace("traces", "logs"));
    put("names", "one");
    assertThat(target("prod+names"))
        .isInstanceOfSatisfying(
            TargetOutcome.Saved.class,
            saved ->
                assertThat(saved.warnings())
                    .containsExactly(
                        "rule set names has trace_statements, and goes into no pipeline of"
                            + " traces"));
    assertThat(desired().hash()).isEqualTo(world.configs.revision("prod", 1).orElseThrow().hash());
  }

  @Test
  void aFaultyRuleSetIsRefused() {
    String faulty = "x\") where";
    assertThat(put("names", faulty)).isInstanceOf(PutOutcome.Invalid.class);
  }

  @Test
  void referencesAreReadAndWritten() {
    for (String text : List.of("prod", "prod@3", "prod+a", "prod@3+a@2+b")) {
      assertThat(ConfigReference.parse(text)).hasToString(text);
    }
    assertThat(ConfigReference.parse("prod@3+a@2").pinned()).isTrue();
    assertThat(ConfigReference.parse("prod@3+a").pinned()).isFalse();
    assertThat(ConfigReference.parse("prod+a@2").pinned()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigReference.parse("prod+a+a"))
        .withMessage("rule set 'a' is named twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfigReference.parse("prod+a@x"))
        .withMessageStartingWith("rule set 'a@x' is not valid");
    assertThatIllegalArgumentException().isThrownBy(() -> ConfigReference.parse("prod+"));
  }
}
