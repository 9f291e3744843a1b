package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.diff.DocumentDiff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How manifests differ from what the server has. */
@Command(
    name = "diff",
    description = {
      "Shows how manifests differ from what the server has; ends with 5 if they do, 0 if not.",
      "",
      "  muster diff -f change.yaml"
    },
    mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {

  private static final int NOT_FOUND = 404;

  /** What a target has when its manifest does not say. */
  private static final Map<String, Object> TARGET_DEFAULTS =
      Map.of("weight", 100, "order", 10, "labelsOnly", false, "requireRollout", false);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin ManifestFiles manifests = new ManifestFiles();

  @Override
  public Integer call() throws Exception {
    ArrayNode all = manifests.read().json();
    boolean different = false;
    try (RestClient client = server.connect()) {
      for (JsonNode manifest : all) {
        String text = difference(client, manifest);
        if (!text.isEmpty()) {
          different = true;
          spec.commandLine().getOut().print(text);
          spec.commandLine().getOut().flush();
        }
      }
    }
    return different ? ExitCode.DIFFERENT : ExitCode.OK;
  }

  private static String difference(RestClient client, JsonNode manifest)
      throws Refused, Unreachable, InterruptedException, IOException {
    String written = manifest.path("kind").asText();
    String name = manifest.path("name").asText();
    StoredManifests.Kind kind =
        StoredManifests.Kind.parse(written)
            .orElseThrow(() -> new IOException("'" + written + "' is no kind of manifests"));
    JsonNode present = present(client, kind.path(name));
    JsonNode spec = manifest.path("spec");
    ConfigDocument wanted = document(kind, name, spec, spec);
    ConfigDocument now =
        present.isEmpty()
            ? new ConfigDocument(List.of())
            : document(
                kind, name, StoredManifests.manifest(kind, name, present).path("spec"), spec);
    return DocumentDiff.between(now, wanted).unified();
  }

  /**
   * A specification as text.
   *
   * @param wanted what the manifest says: what it does not say is not compared
   */
  private static ConfigDocument document(
      StoredManifests.Kind kind, String name, JsonNode spec, JsonNode wanted) {
    return switch (kind) {
      case CONFIG -> files(spec, name);
      case TARGET -> target(spec, name);
      case RULE_SET -> text("ottl/" + name, spec.path("rules").asText());
      case DEFAULT_CONFIG, CONNECTION_SETTINGS, LABELS, ROLLOUT -> {
        ObjectNode said = RestClient.JSON.createObjectNode();
        wanted.properties().stream()
            .map(Map.Entry::getKey)
            .sorted()
            .forEach(key -> said.set(key, hidden(spec.path(key), wanted.path(key))));
        yield text(kind.text() + "/" + name, Output.yaml(sorted(said)) + "\n");
      }
    };
  }

  /** The order of keys is no difference. */
  private static JsonNode sorted(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode sorted = RestClient.JSON.createObjectNode();
    node.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> sorted.set(each.getKey(), sorted(each.getValue())));
    return sorted;
  }

  /** Secrets are shown to nobody, and so are no difference. */
  private static JsonNode hidden(JsonNode opamp, JsonNode wanted) {
    if (!opamp.path("headers").isObject()) {
      return opamp.isMissingNode() ? NullNode.getInstance() : opamp;
    }
    ObjectNode shown = RestClient.JSON.createObjectNode();
    wanted.properties().stream()
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(key -> shown.set(key, opamp.path(key)));
    ObjectNode headers = shown.putObject("headers");
    opamp.path("headers").properties().stream()
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(header -> headers.put(header, "…"));
    return shown;
  }

  private static ConfigDocument text(String file, String text) {
    return new ConfigDocument(List.of(new ConfigFile(file, ByteString.copyFromUtf8(text), "")));
  }

  private static JsonNode present(RestClient client, String path)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.get(path);
    } catch (Refused refused) {
      if (refused.status() == NOT_FOUND) {
        return RestClient.JSON.createObjectNode();
      }
      throw refused;
    }
  }

  /** The files of a config as they are, with their types. */
  static ConfigDocument document(JsonNode config) {
    List<ConfigFile> files = new ArrayList<>();
    for (Map.Entry<String, JsonNode> file : config.path("files").properties()) {
      files.add(
          new ConfigFile(
              file.getKey(),
              body(file.getValue()),
              file.getValue().path("contentType").asText("")));
    }
    return new ConfigDocument(files);
  }

  private static ByteString body(JsonNode file) {
    return file.has("bodyBase64")
        ? ByteString.copyFrom(Base64.getDecoder().decode(file.path("bodyBase64").asText()))
        : ByteString.copyFromUtf8(file.path("body").asText());
  }

  private static ConfigDocument files(JsonNode config, String name) {
    List<ConfigFile> files = new ArrayList<>();
    for (Map.Entry<String, JsonNode> file : config.path("files").properties()) {
      ByteString body = body(file.getValue());
      // Without its type, which a manifest may leave to the server.
      files.add(new ConfigFile("configs/" + name + "/" + file.getKey(), body, ""));
    }
    return new ConfigDocument(files);
  }

  private static ConfigDocument target(JsonNode target, String name) {
    ObjectNode spec = RestClient.JSON.createObjectNode();
    spec.set("config", target.path("config"));
    ObjectNode selector = spec.putObject("selector");
    target.path("selector").properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(pair -> selector.put(pair.getKey(), pair.getValue().asText()));
    TARGET_DEFAULTS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each ->
            spec.set(
                each.getKey(),
                target.has(each.getKey())
                    ? target.path(each.getKey())
                    : RestClient.JSON.valueToTree(each.getValue())));
    return text("targets/" + name, Output.yaml(spec) + "\n");
  }
}
