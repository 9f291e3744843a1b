package io.muster.kubernetes;

import static io.muster.kubernetes.SourceScene.collector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import io.muster.audit.Actor;
import io.muster.audit.AuditEntry;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigOwner;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.store.audit.AuditStores;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigMapSourceTest {

  private final SourceScene scene = new SourceScene();

  @Test
  void aConfigMapBecomesARevisionAndSaysSo() {
    scene.api.put("prod", Map.of(), collector("debug"));

    scene.turn();

    assertThat(scene.config("prod").orElseThrow().author()).isEqualTo("kubernetes:telemetry/prod");
    assertThat(scene.config("prod").orElseThrow().document().files())
        .singleElement()
        .satisfies(file -> {
          assertThat(file.name()).isEqualTo("collector.yaml");
          assertThat(file.contentType()).isEqualTo("text/yaml");
        });
    assertThat(scene.api.status("prod"))
        .contains("\"state\":\"applied\"", "\"config\":\"prod\"", "\"revision\":1");
    assertThat(scene.api.told)
        .singleElement()
        .satisfies(told -> assertThat(told.reason()).isEqualTo("Applied"));
  }

  @Test
  void whatIsTakenOrRefusedIsNotedForTheAuditLog() {
    scene.api.put("bad", Map.of(), Map.of("collector.yaml", "receivers:\n  otlp: [\n"));
    scene.api.put("prod", Map.of(), collector("debug"));

    scene.turn();

    assertThat(AuditStores.on(scene.audited).waiting(10))
        .extracting(AuditEntry::actor, AuditEntry::object, AuditEntry::outcome)
        .containsExactlyInAnyOrder(
            tuple(
                new Actor("kubernetes:telemetry/bad", "", "kubernetes"),
                "configs/bad",
                new AuditEntry.Outcome.Ended(AuditEntry.Result.REFUSED, 0, "")),
            tuple(
                new Actor("kubernetes:telemetry/prod", "", "kubernetes"),
                "configs/prod",
                new AuditEntry.Outcome.Ended(AuditEntry.Result.DONE, 0, "prod@1")));
  }

  @Test
  void aChangeIsTheNextRevision() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.pass(SourceScene.MIN_INTERVAL);

    scene.api.put("prod", Map.of(), collector("nop"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(2);
    assertThat(scene.api.status("prod")).contains("\"revision\":2");
  }

  @Test
  void whatIsWrittenBackIsNoChange() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    int gets = scene.api.count("get");

    scene.pass(Duration.ofMinutes(5));

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.api.count("status")).isEqualTo(1);
    assertThat(scene.api.count("get")).isEqualTo(gets);
    assertThat(scene.api.told).hasSize(1);
  }

  @Test
  void aBadOneLeavesTheLastGoodConfigAndSaysWhere() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.pass(SourceScene.MIN_INTERVAL);

    scene.api.put("prod", Map.of(), Map.of("collector.yaml", "receivers:\n  otlp: [\n"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.api.status("prod"))
        .contains("\"state\":\"refused\"", "collector.yaml:3:1")
        .doesNotContain("\"revision\"");
    assertThat(scene.api.told.getLast().warning()).isTrue();
    assertThat(scene.applying.owners.of("prod").orElseThrow().locks()).isTrue();
  }

  @Test
  void othersMayNotPutWhatAConfigMapKeeps() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    PutOutcome outcome = put("prod", "a: 1");

    assertThat(outcome).isInstanceOf(PutOutcome.Owned.class);
    assertThat(((PutOutcome.Owned) outcome).message()).contains("kubernetes:telemetry/prod");
    assertThat(scene.revision("prod")).isEqualTo(1);
  }

  @Test
  void whatWasTakenAwayStaysAwayUntilTheLabelIsPutOnAgain() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    assertThat(scene.applying.owners.detach("prod", "ada")).isPresent();
    assertThat(put("prod", "a: 1")).isInstanceOf(PutOutcome.Created.class);
    scene.pass(SourceScene.MIN_INTERVAL);

    scene.api.put("prod", Map.of(), collector("nop"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(2);
    assertThat(scene.api.status("prod")).contains("\"state\":\"detached\"", "ada");

    scene.api.unselect("prod");
    scene.turn();
    scene.api.put("prod", Map.of(Annotations.TAKE_OVER, "true"), collector("nop"));
    scene.api.select("prod");
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(3);
    assertThat(scene.api.status("prod")).contains("\"state\":\"applied\"");
  }

  @Test
  void aDeletedOneLeavesTheConfigOrphanedAndAnybodyMayPutIt() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    scene.api.delete("prod");
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.applying.owners.of("prod").orElseThrow().hold())
        .isEqualTo(ConfigOwner.Hold.ORPHANED);
    assertThat(put("prod", "a: 1")).isInstanceOf(PutOutcome.Created.class);
  }

  @Test
  void oneThatIsRelabelledIsOrphanedToo() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    scene.api.unselect("prod");
    scene.turn();

    assertThat(scene.applying.owners.of("prod").orElseThrow().hold())
        .isEqualTo(ConfigOwner.Hold.ORPHANED);
  }

  @Test
  void ofTwoForOneNameTheFirstKeepsItUntilItIsGone() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    scene.api.put("other", Map.of(Annotations.CONFIG_NAME, "prod"), collector("nop"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.api.status("other"))
        .contains("\"state\":\"conflict\"", "belongs to kubernetes:telemetry/prod");

    scene.pass(SourceScene.MIN_INTERVAL);
    scene.api.delete("prod");
    scene.turn();

    assertThat(scene.api.status("other")).contains("\"state\":\"conflict\"", "take-over");
    scene.api.put(
        "other",
        Map.of(Annotations.CONFIG_NAME, "prod", Annotations.TAKE_OVER, "true"),
        collector("nop"));
    scene.pass(SourceScene.MIN_INTERVAL);
    assertThat(scene.revision("prod")).isEqualTo(2);
  }

  @Test
  void oneThatFlapsIsTakenOnceInAWhile() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    String said = "";
    for (int i = 0; i < 60; i++) {
      scene.api.put("prod", Map.of(), collector(i % 2 == 0 ? "nop/" + i : "debug"));
      scene.pass(Duration.ofSeconds(1));
      said += scene.api.status("prod");
    }

    assertThat(scene.revision("prod")).isBetween(2L, 7L);
    assertThat(said).contains("pending", "more often than every 10 s");
    assertThat(scene.api.count("status")).isLessThan(20);
    scene.pass(Duration.ofSeconds(15));
    assertThat(scene.api.status("prod")).contains("\"state\":\"applied\"");
    assertThat(scene.config("prod").orElseThrow().document().files().getFirst().body())
        .isEqualTo(ByteString.copyFromUtf8(collector("debug").get("collector.yaml")));
  }

  @Test
  void aNewLeaderTakesUpWithoutTakingAgainWhatIsTaken() {
    scene.api.put(
        "prod",
        Map.of(Annotations.TARGET, "prod", Annotations.SELECTOR, "env=prod"),
        collector("debug"));
    scene.turn();
    long generation = scene.applying.world().targets.get("prod").orElseThrow().generation();
    int written = scene.api.count("status");

    ConfigMapSource next = scene.source();
    next.turn();
    next.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.applying.world().targets.get("prod").orElseThrow().generation())
        .isEqualTo(generation);
    assertThat(scene.api.count("status")).isEqualTo(written);
    assertThat(scene.api.told).hasSize(1);
  }

  @Test
  void whoDoesNotLeadAsksNothing() {
    scene.leading = false;
    scene.api.put("prod", Map.of(), collector("debug"));

    scene.pass(Duration.ofMinutes(1));

    assertThat(scene.api.calls).isEmpty();
    assertThat(scene.source.condition().leading()).isFalse();
  }

  @Test
  void whoLeadsNoMoreEndsItsWatch() {
    scene.turn();
    assertThat(scene.api.watches()).isOne();

    scene.leading = false;
    scene.turn();

    assertThat(scene.api.watches()).isZero();
  }

  @Test
  void aConfigOfAnOperatorIsNotTakenOverUnasked() {
    assertThat(put("prod", "a: 1")).isInstanceOf(PutOutcome.Created.class);

    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();

    assertThat(scene.revision("prod")).isEqualTo(1);
    assertThat(scene.api.status("prod")).contains("\"state\":\"conflict\"", Annotations.TAKE_OVER);
    assertThat(put("prod", "b: 1")).isInstanceOf(PutOutcome.Created.class);
  }

  @Test
  void oneThatIsMissingWhenALeaderComesIsOrphaned() {
    scene.api.put("prod", Map.of(), collector("debug"));
    scene.turn();
    scene.leading = false;
    scene.turn();
    scene.api.delete("prod");

    scene.leading = true;
    scene.turn();

    assertThat(scene.applying.owners.of("prod").orElseThrow().hold())
        .isEqualTo(ConfigOwner.Hold.ORPHANED);
  }

  private PutOutcome put(String name, String yaml) {
    return scene
        .applying
        .world()
        .configs
        .put(
            new PutConfig(
                name,
                ConfigDocument.collector(ByteString.copyFromUtf8(yaml)),
                "ada",
                "",
                null,
                false));
  }
}
