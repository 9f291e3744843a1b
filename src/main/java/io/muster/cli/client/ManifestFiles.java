package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Option;

/**
 * Manifests in files: objects with kind, name and spec, several to a file. A config's files may
 * stand in files of their own, named by `from` beside the manifest.
 */
public final class ManifestFiles {

  private static final int MAX_CHARACTERS = 96 << 20;
  private static final String COLLECTOR = "collector.yaml";
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description =
          "Manifests in YAML or JSON; a folder means the .yaml, .yml and .json files in it, - the"
              + " standard input. Can be given several times.")
  List<Path> files = new ArrayList<>();

  /** Reads all of them. */
  ArrayNode read() throws IOException {
    ArrayNode manifests = RestClient.JSON.createArrayNode();
    for (Path file : files) {
      if (file.toString().equals(STANDARD_INPUT)) {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        add(text, "standard input", Path.of(""), manifests);
      } else if (Files.isDirectory(file)) {
        for (Path each : folder(file)) {
          add(text(each), each.toString(), file, manifests);
        }
      } else {
        Path parent = file.toAbsolutePath().getParent();
        add(text(file), file.toString(), parent == null ? Path.of("") : parent, manifests);
      }
    }
    if (manifests.isEmpty()) {
      throw new IOException("there is no manifest in " + files);
    }
    return manifests;
  }

  /** A file with one mapping in YAML or JSON. */
  static ObjectNode object(Path file) throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setLabel(file.toString()).build();
    try {
      if (RestClient.JSON.valueToTree(new Load(settings).loadFromString(text(file)))
          instanceof ObjectNode object) {
        return object;
      }
    } catch (YamlEngineException e) {
      throw new IOException(file + " is no YAML: " + e.getMessage(), e);
    }
    throw new IOException(file + " is not a mapping, as 'stages: [{percent: 100}]'");
  }

  private static List<Path> folder(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e, e);
    }
  }

  private static void add(String text, String source, Path folder, ArrayNode manifests)
      throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setLabel(source).build();
    try {
      for (Object document : new Load(settings).loadAllFromString(text)) {
        JsonNode node = RestClient.JSON.valueToTree(document);
        if (node.has("manifests")) {
          for (JsonNode each : node.path("manifests")) {
            manifests.add(checked(each, source, folder));
          }
        } else if (!node.isNull()) {
          manifests.add(checked(node, source, folder));
        }
      }
    } catch (YamlEngineException e) {
      throw new IOException(source + " is no YAML: " + e.getMessage(), e);
    }
  }

  private static JsonNode checked(JsonNode manifest, String source, Path folder)
      throws IOException {
    if (!(manifest instanceof ObjectNode object)
        || !manifest.path("kind").isTextual()
        || !manifest.path("name").isTextual()
        || !(manifest.path("spec") instanceof ObjectNode spec)) {
      throw new IOException(
          source + ": a manifest is a mapping with kind, name and spec, as 'kind: target'");
    }
    if (object.path("kind").asText().equalsIgnoreCase("config")) {
      config(spec, source, folder);
    }
    return object;
  }

  private static void config(ObjectNode spec, String source, Path folder) throws IOException {
    JsonNode from = spec.remove("from");
    if (from != null) {
      ObjectNode file = spec.putObject("files").putObject(COLLECTOR);
      file.put("body", text(folder.resolve(from.asText())));
      file.put("contentType", "text/yaml");
    }
    if (spec.path("files") instanceof ObjectNode files) {
      for (Map.Entry<String, JsonNode> each : files.properties()) {
        if (each.getValue() instanceof ObjectNode file) {
          @Nullable JsonNode other = file.remove("from");
          if (other != null) {
            file.put("body", text(folder.resolve(other.asText())));
          }
        }
      }
    } else {
      throw new IOException(source + ": the spec of a config needs 'files', or 'from: FILE'");
    }
  }
}
