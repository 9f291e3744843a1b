package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Manifests from a terminal: `edit`, their labels, their sets. */
class ManifestCommandsIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final Pattern KEPT = Pattern.compile("Your text is kept in (\\S+)");
  private static final int MOVED = 4;

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static Ran muster(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data=" + SERVER.data());
    return new Ran(command.execute(all.toArray(String[]::new)), out.toString(), err.toString());
  }

  /** With an editor that does this to the file it is given. */
  private Ran edit(String editor, String... arguments) throws IOException, InterruptedException {
    Path script = folder.resolve("editor");
    Files.writeString(script, "#!/bin/sh\nfile=\"$1\"\n" + editor + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    List<String> command = new ArrayList<>(MusterProcess.command("-XX:TieredStopAtLevel=1"));
    command.add("edit");
    command.addAll(List.of(arguments));
    command.add("--data=" + SERVER.data());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VISUAL");
    builder.environment().put("EDITOR", script.toString());
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), out, Files.readString(folder.resolve("err")));
  }

  private static String text(String config) {
    return API.get("/api/v1/configs/" + config)
        .expecting(200)
        .json()
        .at("/files/collector.yaml/body")
        .asText();
  }

  private static Path kept(Ran ran) {
    Matcher kept = KEPT.matcher(ran.err());
    assertThat(kept.find()).as("%s", ran).isTrue();
    return Path.of(kept.group(1));
  }

  @Test
  void whatIsEditedIsPlannedAndApplied() throws Exception {
    API.putConfig("edited", "receivers: {}\n").expecting(200, 201);
    Ran ran =
        edit("sed -i 's/receivers/exporters/' \"$file\"", "config", "edited", "--comment", "why");
    assertThat(ran.code()).as("%s", ran).isZero();
    assertThat(ran.out()).contains("agents change", "config edited is edited@2");
    assertThat(text("edited")).isEqualTo("exporters: {}\n");
    assertThat(muster("history", "config", "edited").out()).contains("why");
  }

  @Test
  void nothingIsWrittenWhereNothingWasChanged() throws Exception {
    API.putConfig("same", "receivers: {}\n").expecting(200, 201);
    Ran ran = edit("exit 0", "config", "same");
    assertThat(ran.out()).contains("Nothing was changed");
    assertThat(ran.code()).isZero();
    Ran ended = edit("exit 7", "config", "same");
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("ended with 7: nothing was changed");
    assertThat(API.get("/api/v1/configs/same").json().path("revision").asLong()).isEqualTo(1);
  }

  @Test
  void whatIsRefusedIsKeptInAFileAndItsPlaceIsTold() throws Exception {
    API.putConfig("refused", "receivers: {}\n").expecting(200, 201);
    Ran ran = edit("sed -i 's/receivers: {}/a: b: c/' \"$file\"", "config", "refused");
    Path file = kept(ran);
    try {
      assertThat(ran.code()).isEqualTo(1);
      assertThat(Files.readString(file)).contains("a: b: c");
      assertThat(ran.err()).containsPattern(Pattern.quote(file.toString()) + ":\\d+:\\d+");
      assertThat(text("refused")).isEqualTo("receivers: {}\n");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void whoeverWasFasterIsNotOverwritten() throws Exception {
    API.putConfig("contested", "receivers: {}\n").expecting(200, 201);
    String other =
        "curl -sf -X PUT -H 'Authorization: Bearer %s' -H 'Content-Type: application/yaml'"
                .formatted(SERVER.token())
            + " --data-binary 'processors: {}' "
            + SERVER.operatorEndpoint().resolve("/api/v1/configs/contested")
            + " >/dev/null";
    Ran ran = edit(other + "\nsed -i 's/receivers/exporters/' \"$file\"", "config", "contested");
    Path file = kept(ran);
    try {
      assertThat(ran.code()).isEqualTo(MOVED);
      assertThat(ran.err()).contains("Somebody else changed it while you did");
      assertThat(Files.readString(file)).contains("exporters");
      assertThat(text("contested")).isEqualTo("processors: {}");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void labelsOfManifestsAreGivenBackAndChosenBy() throws IOException {
    Path file = folder.resolve("labelled.yaml");
    Files.writeString(
        file,
        """
        kind: config
        name: labelled
        metadata: {labels: {team: edge, tier: one}}
        spec: {files: {collector.yaml: {body: "receivers: {}\\n"}}}
        ---
        kind: target
        name: labelled
        metadata: {labels: {team: edge}}
        spec: {selector: {nobody: "1"}, config: labelled@1}
        """);
    assertThat(muster("apply", "-f", file.toString()).code()).isZero();
    for (String kind : List.of("config", "target")) {
      Ran yaml = muster("get", kind, "labelled", "-o", "yaml");
      assertThat(yaml.out()).as(kind).contains("metadata:", "team: edge");
      Path back = Files.writeString(folder.resolve("back.yaml"), yaml.out());
      assertThat(muster("plan", "-f", back.toString(), "--exit-code").code())
          .as("%s: what is given back changes nothing", kind)
          .isZero();
      assertThat(muster("get", kind + "s", "-l", "team=edge", "-o", "name").out().strip())
          .isEqualTo("labelled");
      assertThat(muster("get", kind + "s", "-l", "team in (core)", "-o", "name").out()).isBlank();
      assertThat(muster("get", kind + "s", "-l", "team=edge", "-o", "yaml").out())
          .contains("name: labelled");
    }

    Files.writeString(file, Files.readString(file).replace("team: edge, tier: one", "team: core"));
    Ran plan = muster("plan", "-f", file.toString());
    assertThat(plan.out()).contains("labels: team=edge,tier=one -> team=core");
    assertThat(muster("apply", "-f", file.toString()).code()).isZero();
    assertThat(muster("get", "configs", "-l", "team=core", "-o", "name").out())
        .contains("labelled");
    assertThat(muster("delete", "-f", file.toString()).code()).isZero();
    API.putConfig("labelled", "receivers: {}\n").expecting(200, 201);
    assertThat(muster("get", "config", "labelled", "-o", "yaml").out())
        .as("made anew")
        .doesNotContain("team");
    assertThat(muster("get", "rollouts", "-l", "a=b").code()).as("has none").isEqualTo(2);
  }

  @Test
  void setsAreShownWithWhatBelongsToThem() throws IOException {
    Path file = folder.resolve("set.yaml");
    Files.writeString(
        file,
        """
        kind: config
        name: of-set
        spec: {files: {collector.yaml: {body: "receivers: {}\\n"}}}
        ---
        kind: default-config
        name: default
        spec: {config: of-set@1}
        """);
    assertThat(muster("apply", "-f", file.toString(), "--set", "payments").code()).isZero();
    assertThat(muster("get", "sets").out())
        .contains("NAME", "payments")
        .contains("config/of-set default-config/default");
    assertThat(muster("get", "set", "payments", "-o", "json").out()).contains("\"of-set\"");
    assertThat(muster("describe", "set", "payments").out()).contains("of-set");
    assertThat(muster("get", "default-config", "-o", "json").out())
        .contains("\"managedBy\"", "payments");
    Files.writeString(file, "kind: default-config\nname: default\nspec: {config: null}\n");
    assertThat(muster("apply", "-f", file.toString(), "--set", "payments", "--prune").code())
        .isZero();
  }
}
