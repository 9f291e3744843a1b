package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {

  @TempDir Path folder;

  private JsonNode read(String... names) throws IOException {
    ManifestFiles manifests = new ManifestFiles();
    for (String name : names) {
      manifests.files.add(folder.resolve(name));
    }
    return manifests.read();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
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
        .hasMessageContaining("bad.yaml: a manifest is a mapping with kind, name and spec");
    write("broken.yaml", "a: [\n");
    assertThatThrownBy(() -> read("broken.yaml")).hasMessageContaining("broken.yaml is no YAML");
    write("empty.yaml", "");
    assertThatThrownBy(() -> read("empty.yaml")).hasMessageContaining("there is no manifest");
    assertThatThrownBy(() -> read("none.yaml")).hasMessageContaining("cannot be read");
    write("c.yaml", "kind: config\nname: a\nspec: {}\n");
    assertThatThrownBy(() -> read("c.yaml")).hasMessageContaining("needs 'files', or 'from: FILE'");
  }
}
