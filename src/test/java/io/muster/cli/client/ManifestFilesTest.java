package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {

  @TempDir Path folder;

  private final Map<String, String> variables = new HashMap<>();

  private JsonNode read(String... names) throws IOException {
    return files(names).json();
  }

  private ReadManifests files(String... names) throws IOException {
    ManifestFiles manifests = new ManifestFiles();
    for (String name : names) {
      manifests.files.add(folder.resolve(name));
    }
    manifests.variables = variables;
    return manifests.read();
  }

  private static ObjectNode fault(String file, int line, int column, String message) {
    return RestClient.JSON
        .createObjectNode()
        .put("severity", "error")
        .put("file", file)
        .put("line", line)
        .put("column", column)
        .put("message", message);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void severalManifestsOfAFileAreReadInTheirOrder() throws IOException {
    write(
        "all.yaml",
        """
        kind: target
        name: one
        spec: {selector: {env: prod}, config: prod@3}
        ---
        kind: target
        name: two
        spec: {selector: {}, config: prod}
        """);
    JsonNode all = read("all.yaml");
    assertThat(all).hasSize(2);
    assertThat(all.path(0).path("spec").path("config").asText()).isEqualTo("prod@3");
    assertThat(all.path(1).path("name").asText()).isEqualTo("two");
  }

  @Test
  void aConfigMayStandInAFileOfItsOwnBesideTheManifest() throws IOException {
    write("prod.yaml.txt", "receivers:\n");
    write(
        "m.json",
        "{\"manifests\": [{\"kind\": \"config\", \"name\": \"prod\","
            + " \"spec\": {\"from\": \"prod.yaml.txt\", \"comment\": \"c\"}}]}");
    JsonNode spec = read("m.json").path(0).path("spec");
    assertThat(spec.toString())
        .isEqualTo(
            "{\"comment\":\"c\",\"files\":{\"collector.yaml\":"
                + "{\"body\":\"receivers:\\n\",\"contentType\":\"text/yaml\"}}}");
    write("n.yaml", "kind: config\nname: a\nspec: {files: {x.yaml: {from: prod.yaml.txt}}}\n");
    assertThat(
            read("n.yaml").path(0).path("spec").path("files").path("x.yaml").path("body").asText())
        .isEqualTo("receivers:\n");
  }

  @Test
  void aFolderMeansItsManifestsInTheOrderOfTheirNames() throws IOException {
    write("b.yml", "kind: target\nname: b\nspec: {}\n");
    write("a.yaml", "kind: target\nname: a\nspec: {}\n");
    write("readme.txt", "no manifest");
    assertThat(read("").findValuesAsText("name")).isEqualTo(List.of("a", "b"));
  }

  @Test
  void whatIsNoManifestIsToldWithItsFile() throws IOException {
    write("bad.yaml", "kind: target\n");
    assertThatThrownBy(() -> read("bad.yaml"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.yaml:1:1: a manifest is a mapping with kind, name and spec");
    write("broken.yaml", "a: [\n");
    assertThatThrownBy(() -> read("broken.yaml"))
        .hasMessageContaining("broken.yaml:2:1: this is no YAML");
    write("empty.yaml", "");
    assertThatThrownBy(() -> read("empty.yaml")).hasMessageContaining("there is no manifest");
    assertThatThrownBy(() -> read("none.yaml")).hasMessageContaining("cannot be read");
    write("c.yaml", "kind: config\nname: a\nspec: {}\n");
    assertThatThrownBy(() -> read("c.yaml")).hasMessageContaining("needs 'files', or 'from: FILE'");
  }

  @Test
  void foldersAreReadToTheirEndButForHiddenOnes() throws IOException {
    write("eu/prod/b.yaml", "kind: target\nname: b\nspec: {}\n");
    write("eu/a.json", "{\"kind\": \"target\", \"name\": \"a\", \"spec\": {}}");
    write(".github/workflows/ci.yaml", "on: push\n");
    write("z.yml", "kind: target\nname: z\nspec: {}\n");
    assertThat(read("").findValuesAsText("name")).isEqualTo(List.of("a", "b", "z"));
  }

  @Test
  void aFileThatAManifestTakesItsTextFromIsNoManifestWhereverItIs() throws IOException {
    write("prod.yaml", "kind: config\nname: prod\nspec: {from: bodies/collector.yaml}\n");
    write("bodies/collector.yaml", "receivers: {otlp: }\n");
    write("bodies/broken.yaml", "a: [\n");
    write(
        "eu/many.yaml",
        "kind: config\nname: many\nspec: {files: {a: {from: ../bodies/broken.yaml}, b: {from:"
            + " like.yaml}}}\n");
    // What looks like a manifest is none either, nor does what it seems to name count.
    write("eu/like.yaml", "kind: config\nname: no\nspec: {from: ../own.yaml}\n");
    write("own.yaml", "kind: target\nname: own\nspec: {}\n");
    assertThat(read("").findValuesAsText("kind")).containsExactly("config", "target", "config");
    assertThat(read("").findValuesAsText("name")).containsExactly("many", "own", "prod");
    assertThat(read("bodies/collector.yaml", "prod.yaml")).hasSize(1);
    assertThatThrownBy(() -> read("bodies/collector.yaml"))
        .hasMessageContaining("a manifest is a mapping with kind, name and spec");
  }

  @Test
  void whatIsWrongIsToldWithFileLineAndColumn() throws IOException {
    write("broken.yaml", "kind: target\nname: [a\nspec: {}\n");
    assertThatThrownBy(() -> read("broken.yaml"))
        .hasMessageStartingWith(at("broken.yaml") + ":3:5: this is no YAML: ");
    write("second.yaml", "kind: target\nname: a\nspec: {}\n---\n\nkind: target\nname: b\n");
    assertThatThrownBy(() -> read("second.yaml"))
        .hasMessageStartingWith(at("second.yaml") + ":6:1: a manifest is");
    write("twice.yaml", "kind: target\nname: a\nspec:\n  config: a\n  config: b\n");
    assertThatThrownBy(() -> read("twice.yaml"))
        .hasMessage(at("twice.yaml") + ":5:3: key 'config' occurs twice");
    write("from.yaml", "kind: config\nname: a\nspec:\n  from: none.yaml\n");
    assertThatThrownBy(() -> read("from.yaml"))
        .hasMessage(
            at("from.yaml")
                + ":4:3: "
                + at("none.yaml")
                + " cannot be read: there is no such file");
  }

  @Test
  void aFaultOfTheServerIsToldOfTheUsersOwnFile() throws IOException {
    write("c/collector.yaml", "receivers: {otlp: }\n");
    write(
        "all.yaml",
        """
        kind: config
        name: own
        spec: {from: c/collector.yaml}
        ---
        kind: config
        name: inline
        spec:
          files:
            collector.yaml:
              body: |

                receivers:
                  otlp:
            one: {body: 'a: [b'}
            folded: {body: "a:\\n  - [b"}
        ---
        kind: target
        name: t
        spec:
          selector:
            env: prod
          config: none
        """);
    ReadManifests all = files("all.yaml");
    assertThat(all.told("config own", fault("collector.yaml", 1, 13, "wrong")))
        .isEqualTo(at("c/collector.yaml") + ":1:13: wrong");
    assertThat(all.told("config inline", fault("collector.yaml", 3, 3, "wrong")))
        .isEqualTo(at("all.yaml") + ":13:11: wrong");
    assertThat(all.told("config inline", fault("one", 1, 5, "wrong")))
        .isEqualTo(at("all.yaml") + ":14:22: wrong");
    assertThat(all.told("config inline", fault("folded", 2, 5, "wrong")))
        .isEqualTo(at("all.yaml") + ":15:20: folded:2:5: wrong");
    ObjectNode of = RestClient.JSON.createObjectNode().put("message", "wrong");
    assertThat(all.told("target t", of)).isEqualTo(at("all.yaml") + ":17:1: wrong");
    assertThat(all.told("target t", of.put("path", "/spec/config")))
        .isEqualTo(at("all.yaml") + ":22:3: wrong");
    assertThat(all.told("target t", of.put("path", "/spec/selector/env/x")))
        .isEqualTo(at("all.yaml") + ":21:5: wrong");
    assertThat(all.told("target other", of)).isEqualTo("wrong");
  }

  @Test
  void variablesStandInManifestsAndNeverInBodies() throws IOException {
    variables.put("ENV", "prod: [x");
    variables.put("WEIGHT", "30");
    write("body.txt", "a: ${var:ENV}\n");
    write(
        "all.yaml",
        """
        kind: target
        name: t-${var:WEIGHT}
        spec:
          selector: {env: "${var:ENV}", literal: "$${var:ENV}", other: $x}
          weight: ${var:WEIGHT}
        ---
        kind: config
        name: c
        spec: {files: {a: {body: "${var:ENV}"}, b: {from: body.txt}}}
        ---
        kind: ottl
        name: r
        spec: {rules: "${var:ENV}"}
        """);
    JsonNode all = read("all.yaml");
    assertThat(all.path(0).path("name").asText()).isEqualTo("t-30");
    JsonNode target = all.path(0).path("spec");
    assertThat(target.path("weight").isInt()).isTrue();
    assertThat(target.path("selector").toString())
        .isEqualTo("{\"env\":\"prod: [x\",\"literal\":\"${var:ENV}\",\"other\":\"$x\"}");
    assertThat(all.path(1).toString()).contains("\"body\":\"${var:ENV}\"", "a: ${var:ENV}");
    assertThat(all.path(2).path("spec").path("rules").asText()).isEqualTo("${var:ENV}");
    variables.clear();
    assertThatThrownBy(() -> read("all.yaml"))
        .hasMessage(
            at("all.yaml") + ":2:7: nothing is given for ${var:WEIGHT}: add --var WEIGHT=VALUE");
  }
}
