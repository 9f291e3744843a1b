package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a manifest into an editor, and what is made of it back. */
@Command(
    name = "edit",
    description = {
      "Opens what the server has in VISUAL, EDITOR or vi, shows what the change would do, and"
          + " applies it; refused if somebody else changed it meanwhile.",
      "",
      "  muster edit target prod",
      "  EDITOR=nano muster edit config prod --comment 'less debug output'"
    },
    mixinStandardHelpOptions = true)
public final class EditCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "config, ottl, target, default-config, connection-settings or labels.")
  String kind = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Its name.")
  String name = "";

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why; kept with the revision.")
  String comment = "";

  @Option(
      names = "--validate",
      paramLabel = "auto|collector|false",
      defaultValue = "auto",
      description = "How configs are checked (default: ${DEFAULT-VALUE}).")
  String validate = "auto";

  @Override
  public Integer call() throws Exception {
    StoredManifests.Kind wanted = kind();
    try (RestClient client = server.connect()) {
      StoredManifests stored = new StoredManifests(client);
      ObjectNode before = stored.one(wanted, name);
      Path file = written(before);
      edit(file);
      ReadManifests edited = read(file);
      if (edited.all().size() == 1 && edited.all().getFirst().json().equals(shown(before))) {
        Files.delete(file);
        spec.commandLine().getOut().println("Nothing was changed.");
        return ExitCode.OK;
      }
      if (!stored.one(wanted, name).equals(before)) {
        return kept(file, "Somebody else changed it while you did", ExitCode.MOVED);
      }
      return applied(client, edited, file);
    }
  }

  private StoredManifests.Kind kind() {
    StoredManifests.Kind wanted =
        StoredManifests.Kind.parse(kind)
            .filter(each -> each != StoredManifests.Kind.ROLLOUT)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(),
                    "'"
                        + kind
                        + "' is no kind that can be edited: config, ottl, target,"
                        + " default-config, connection-settings, labels"));
    if (name.isEmpty() && wanted != StoredManifests.Kind.DEFAULT_CONFIG) {
      throw new ParameterException(spec.commandLine(), "say which: edit " + kind + " NAME");
    }
    return wanted;
  }

  /** Without the comment of the revision before: it is not why this one is made. */
  private static ObjectNode shown(ObjectNode manifest) {
    ObjectNode copy = manifest.deepCopy();
    if (copy.path("spec") instanceof ObjectNode spec) {
      spec.remove("comment");
    }
    return copy;
  }

  /** For its owner alone: there may be secrets in it. */
  private static Path written(ObjectNode manifest) throws IOException {
    Path file = Files.createTempFile("muster-edit-", ".yaml");
    Files.writeString(
        file, StoredManifests.yaml(List.of(shown(manifest))) + "\n", StandardCharsets.UTF_8);
    return file;
  }

  private static void edit(Path file) throws IOException, InterruptedException {
    String editor = editor();
    int code =
        new ProcessBuilder("sh", "-c", editor + " \"$1\"", "muster", file.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      Files.deleteIfExists(file);
      throw new IOException(editor + " ended with " + code + ": nothing was changed");
    }
  }

  private static String editor() {
    Map<String, String> environment = System.getenv();
    String visual = environment.getOrDefault("VISUAL", "");
    String editor = environment.getOrDefault("EDITOR", "");
    return !visual.isBlank() ? visual : editor.isBlank() ? "vi" : editor;
  }

  private ReadManifests read(Path file) throws IOException {
    ManifestFiles manifests = new ManifestFiles();
    manifests.files = List.of(file);
    try {
      ReadManifests read = manifests.read();
      for (ReadManifest each : read.all()) {
        if (!comment.isEmpty() && each.json().path("spec") instanceof ObjectNode body) {
          body.put("comment", comment);
        }
      }
      return read;
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ". Your text is kept in " + file, e);
    }
  }

  private int applied(RestClient client, ReadManifests edited, Path file)
      throws Refused, Unreachable, InterruptedException, IOException {
    ObjectNode body = RestClient.JSON.createObjectNode();
    body.set("manifests", edited.json());
    JsonNode plan;
    try {
      plan = PlanCommand.plan(client, body, edited, validate);
    } catch (Refused refused) {
      return kept(file, refused.text(), ExitCode.REFUSED);
    }
    if (!plan.path("applicable").asBoolean()) {
      return kept(file, PlanText.problems(plan, edited), ExitCode.REFUSED);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(PlanText.of(plan, edited, true));
    body.set("plan", plan.path("plan"));
    try {
      out.println(
          ApplyCommand.table(
              client.post(RestClient.path("apply", Map.of("validate", validate)), body)));
    } catch (Refused refused) {
      return kept(file, refused.text(), ExitCode.MOVED);
    }
    Files.delete(file);
    return ExitCode.OK;
  }

  private int kept(Path file, String why, int code) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(why);
    err.println("Nothing was changed. Your text is kept in " + file);
    return code;
  }
}
