package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.property.Choices;
import io.muster.property.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What `get -o yaml` prints is read by `apply` as what the server has. */
class StoredManifestsTest {

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\n",
          "\n\n",
          "a: b\n",
          "  a\n b\n",
          "\t",
          "x \n",
          "# c",
          "- a\r\nb",
          "~",
          "null",
          "true",
          "0x1f",
          "1e3",
          "1_000",
          "=",
          "<<",
          "${var:X}",
          "'\"\\",
          "a\u0085b",
          "\u2028",
          "\ufeff",
          "\u0001",
          "\ud83d\ude00",
          "---\n",
          "...\n",
          "|\n",
          "%YAML 1.2\n",
          "2026-11-30");

  private static String text(Choices choices) {
    StringBuilder text = new StringBuilder();
    for (int i = choices.nextInt(5); i > 0; i--) {
      text.append(NASTY.get(choices.nextInt(NASTY.size())));
    }
    return text.toString();
  }

  private static ObjectNode object() {
    return RestClient.JSON.createObjectNode();
  }

  /** As the server shows it. */
  private static ObjectNode shown(Choices choices, StoredManifests.Kind kind) {
    ObjectNode shown = object().put("changedBy", "ops").put("generation", 7);
    switch (kind) {
      case CONFIG -> {
        ObjectNode files = shown.putObject("files");
        for (int i = choices.nextInt(4); i > 0; i--) {
          ObjectNode file = files.putObject("f" + i + text(choices).replaceAll("\\p{Cc}", ""));
          String body = text(choices);
          if (choices.nextInt(2) == 1) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_16);
            file.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
          } else {
            file.put("body", body);
          }
          file.put("contentType", choices.nextInt(2) == 1 ? "text/yaml" : "");
        }
        shown.put("comment", text(choices));
      }
      case RULE_SET -> shown.put("rules", text(choices));
      case TARGET -> {
        shown.putObject("selector").put(text(choices), text(choices));
        shown.put("config", "prod@3").put("weight", 30).put("order", -1).put("labelsOnly", true);
        shown.putObject("window").put("from", "08:00").put("to", "16:00");
        shown.putNull("rollout");
        shown.putArray("warnings").add("w");
      }
      case DEFAULT_CONFIG -> shown.putNull("config");
      case CONNECTION_SETTINGS -> {
        shown.putObject("selector");
        shown
            .putObject("opamp")
            .put("endpoint", "wss://a.example.com")
            .put("heartbeatInterval", "PT30S")
            .putObject("headers")
            .put("authorization", "(secret)")
            .put("x-team", text(choices));
      }
      case LABELS -> {
        shown.removeAll();
        shown.put("env", text(choices));
      }
      case ROLLOUT -> shown.put("target", "prod").put("to", "prod@2").putArray("stages");
    }
    return shown;
  }

  @Test
  void whatIsPrintedIsReadAsItWas() {
    Property.tries(300)
        .holds(choices -> {
          List<ObjectNode> manifests = new ArrayList<>();
          for (StoredManifests.Kind kind : StoredManifests.Kind.values()) {
            manifests.add(StoredManifests.manifest(kind, "n", shown(choices, kind)));
          }
          List<ReadManifest> read;
          try {
            read = new YamlManifests("out", StoredManifests.yaml(manifests), Variables.NONE).read();
          } catch (IOException e) {
            throw new AssertionError(StoredManifests.yaml(manifests), e);
          }
          assertThat(read).extracting(ReadManifest::json).isEqualTo(manifests);
        });
  }

  @Test
  void whatTheServerAddsIsNotInAManifest() {
    Property.tries(300)
        .holds(choices -> {
          JsonNode spec =
              StoredManifests.manifest(
                      StoredManifests.Kind.TARGET, "n", shown(choices, StoredManifests.Kind.TARGET))
                  .path("spec");
          assertThat(spec.properties())
              .extracting(Map.Entry::getKey)
              .containsExactlyInAnyOrder(
                  "selector", "config", "weight", "order", "labelsOnly", "window");
        });
  }

  @Test
  void whatNobodyGaveAFileIsNotInAManifest() {
    ObjectNode shown = object();
    shown
        .putObject("files")
        .putObject("collector.yaml")
        .put("body", "a: b\n")
        .put("contentType", "")
        .putNull("role");
    assertThat(
            StoredManifests.yaml(
                List.of(StoredManifests.manifest(StoredManifests.Kind.CONFIG, "n", shown))))
        .doesNotContain("contentType", "role")
        .contains("collector.yaml", "body");
  }

  @Test
  void aConfigWithoutContentSaysThatItIsMeant() {
    ObjectNode empty = object();
    empty.putObject("files").putObject("collector.yaml").put("body", "# nothing\n");
    assertThat(
            StoredManifests.manifest(StoredManifests.Kind.CONFIG, "n", empty)
                .path("spec")
                .path("allowEmpty")
                .asBoolean())
        .isTrue();
    ObjectNode full = object();
    full.putObject("files").putObject("collector.yaml").put("body", "a: b\n");
    assertThat(
            StoredManifests.manifest(StoredManifests.Kind.CONFIG, "n", full)
                .path("spec")
                .has("allowEmpty"))
        .isFalse();
  }
}
