package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a proposal as manifests: one file per group, with its config and its target, and a folder
 * of its name with the config's own files, as people edit them.
 */
final class AdoptedFiles {

  private static final String BODY = "body";

  private final Path folder;

  AdoptedFiles(Path folder) {
    this.folder = folder;
  }

  /** All of it, or nothing if something of it is there already. */
  void write(JsonNode proposal) throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    for (JsonNode group : proposal.path("groups")) {
      group(group, files);
    }
    for (Path file : files.keySet()) {
      if (Files.exists(file)) {
        throw new IOException(
            file + " exists already: give another folder with -o, or remove it first");
      }
    }
    Files.createDirectories(folder);
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path parent = file.getKey().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.writeString(
            file.getKey(),
            file.getValue(),
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        throw new IOException(file.getKey() + " exists already", e);
      }
    }
  }

  private void group(JsonNode group, Map<Path, String> files) {
    String name = group.path("name").asText();
    StringBuilder text = new StringBuilder();
    for (String line : AdoptionText.comment(group)) {
      text.append("# ").append(line).append('\n');
    }
    for (JsonNode manifest : group.path("manifests")) {
      ObjectNode written = manifest.deepCopy();
      int number = 0;
      for (Map.Entry<String, JsonNode> file : written.path("spec").path("files").properties()) {
        if (file.getValue() instanceof ObjectNode content && content.path(BODY).isTextual()) {
          String own = name + "/" + own(file.getKey(), number++);
          files.put(folder.resolve(own), content.path(BODY).asText());
          content.remove(BODY);
          content.put("from", own);
        }
      }
      text.append("---\n").append(Output.yaml(written)).append('\n');
    }
    files.put(folder.resolve(name + ".yaml"), text.toString());
  }

  /** The name of a file of a config; agents choose them, and some choose none. */
  private static String own(String name, int number) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[._]+", "");
    return plain.isEmpty() || number > 0 ? number + "-" + plain : plain;
  }
}
