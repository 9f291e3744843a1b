package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptedFilesTest {

  private static final String PROPOSAL =
      """
      {"agents": 3, "leftOut": [], "variants": [], "groups": [
        {"name": "web", "agents": 2, "runsIt": false,
         "selector": {"role": "web"}, "label": {"key": "muster.adopted", "value": "web"},
         "gaps": [{"file": "collector.yaml", "line": 2, "path": "/exporters/otlp/token"}],
         "incomplete": ["/receivers/hostmetrics"],
         "nearest": {"group": "db", "differences": 1, "first": [
           {"path": "/exporters/otlp/endpoint", "here": "a", "there": "", "attribute": "host.name"}]},
         "manifests": [
           {"kind": "config", "name": "web", "spec": {"comment": "c", "files": {
              "collector.yaml": {"body": "exporters:\\n  otlp:\\n", "contentType": "text/yaml"},
              "../x": {"body": "y", "contentType": ""}}}},
           {"kind": "target", "name": "web", "spec": {"selector": {"role": "web"},
            "config": "web@1"}}], "uids": ["u1", "u2"]}]}
      """;

  @TempDir Path folder;

  private static JsonNode proposal() throws IOException {
    return RestClient.JSON.readTree(PROPOSAL);
  }

  @Test
  void whatIsWrittenIsReadAsTheManifestsThatWereProposed() throws IOException {
    Path to = folder.resolve("adopted");
    new AdoptedFiles(to).write(proposal());
    assertThat(Files.readString(to.resolve("web/collector.yaml")))
        .isEqualTo("exporters:\n  otlp:\n");
    assertThat(folder.resolve("x")).doesNotExist();
    ManifestFiles manifests = new ManifestFiles();
    manifests.files.add(to);
    assertThat((JsonNode) manifests.read().json())
        .isEqualTo(proposal().path("groups").path(0).path("manifests"));
    assertThat(Files.readString(to.resolve("web.yaml")))
        .startsWith(
            """
            # 2 agents run this; what they run cannot be compared with it, and they are sent it.
            # Before it chooses them they need the label muster.adopted=web: 'muster adopt --label' \
            puts it on them.
            # Fill in web/collector.yaml:2 /exporters/otlp/token: the value, or ${env:NAME} where each \
            agent has it in its environment.
            # /receivers/hostmetrics has settings that collectors do not write: add them, or keep them \
            in a file of the machine.
            # It differs from db in 1 setting:
            #   /exporters/otlp/endpoint is 'a' (its host.name), there nothing
            """);
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    Files.createDirectories(folder.resolve("web"));
    Files.writeString(folder.resolve("web/collector.yaml"), "mine");
    assertThatThrownBy(() -> new AdoptedFiles(folder).write(proposal()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("collector.yaml exists already");
    assertThat(Files.readString(folder.resolve("web/collector.yaml"))).isEqualTo("mine");
    assertThat(folder.resolve("web.yaml")).doesNotExist();
  }
}
