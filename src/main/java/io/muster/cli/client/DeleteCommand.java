package io.muster.cli.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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

/** Deletes things by kind and name, or those that manifests name. */
@Command(
    name = "delete",
    description = {
      "Deletes what is named, or what manifests name; what others still name is refused. Labels"
          + " are taken off their agent.",
      "",
      "  muster delete target prod",
      "  muster delete -f change.yaml"
    },
    mixinStandardHelpOptions = true)
public final class DeleteCommand implements Callable<Integer> {

  private static final int NOT_FOUND = 404;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "config, ottl, target, default-config, connection-settings or labels.")
  String kind = "";

  @Parameters(index = "1..*", paramLabel = "NAME", description = "Their names.")
  List<String> names = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "What these manifests name; files, folders or -, as for apply.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description = "What stands for $${var:NAME} in manifests.")
  Map<String, String> variables = new HashMap<>();

  @Option(names = "--ignore-not-found", description = "What is not there is as good as deleted.")
  boolean ignoreNotFound;

  private record Thing(StoredManifests.Kind kind, String name) {}

  @Override
  public Integer call() throws Exception {
    List<Thing> things = things();
    try (RestClient client = server.connect()) {
      for (Thing thing : things) {
        delete(client, thing);
      }
    }
    return ExitCode.OK;
  }

  private List<Thing> things() throws IOException {
    List<Thing> things = new ArrayList<>();
    if (files.isEmpty() == kind.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "say what to delete: KIND NAME, or -f FILE");
    }
    if (!files.isEmpty()) {
      ManifestFiles manifests = new ManifestFiles();
      manifests.files = files;
      manifests.variables = variables;
      for (ReadManifest manifest : manifests.read().all()) {
        things.add(new Thing(kind(manifest.kind()), manifest.name()));
      }
      // What others name goes last.
      things.sort(Comparator.comparing(Thing::kind).reversed());
      return things;
    }
    StoredManifests.Kind wanted = kind(kind);
    if (wanted == StoredManifests.Kind.DEFAULT_CONFIG) {
      return List.of(new Thing(wanted, "default"));
    }
    if (names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "say which: delete " + wanted.text() + " NAME");
    }
    names.forEach(name -> things.add(new Thing(wanted, name)));
    return things;
  }

  private StoredManifests.Kind kind(String written) {
    StoredManifests.Kind parsed =
        StoredManifests.Kind.parse(written)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(),
                    "'"
                        + written
                        + "' is no kind that can be deleted: config, ottl, target,"
                        + " default-config, connection-settings, labels"));
    if (parsed == StoredManifests.Kind.ROLLOUT) {
      throw new ParameterException(
          spec.commandLine(), "a rollout is not deleted: end it with 'rollout abort ID'");
    }
    return parsed;
  }

  private void delete(RestClient client, Thing thing)
      throws Refused, Unreachable, InterruptedException {
    String path = thing.kind().path(thing.name());
    try {
      if (thing.kind() == StoredManifests.Kind.LABELS) {
        var _ = client.put(path, RestClient.JSON.createObjectNode(), "");
      } else {
        var _ = client.delete(path);
      }
    } catch (Refused refused) {
      if (refused.status() == NOT_FOUND && ignoreNotFound) {
        return;
      }
      throw refused;
    }
    spec.commandLine().getOut().println(thing.kind().text() + " " + thing.name() + " is deleted");
    spec.commandLine().getOut().flush();
  }
}
