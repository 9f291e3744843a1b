package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Servers by name, and which one is meant without a name: a file in the user's own folder, which
 * has no secret in it, only the names of files.
 *
 * @param current empty if none is
 */
record Contexts(String current, Map<String, Context> all) {

  static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  private static final String FILE = "contexts.json";
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  Contexts {
    all = Map.copyOf(all);
  }

  /** A server, how one is let in, and whom to trust. */
  record Context(String server, @Nullable String tokenFile, @Nullable String authorities) {}

  /** `~/.config/muster`, or where XDG_CONFIG_HOME says. */
  static Path folder() {
    String named = System.getenv("XDG_CONFIG_HOME");
    Path configs =
        named != null && named.startsWith("/")
            ? Path.of(named)
            : Path.of(System.getProperty("user.home"), ".config");
    return configs.resolve("muster");
  }

  /** What is in a folder; nothing if there is no file. */
  static Contexts read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    JsonNode json;
    try {
      json = RestClient.JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return new Contexts("", Map.of());
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is no JSON: correct it, or remove it and add the contexts again", e);
    }
    Map<String, Context> all = new TreeMap<>();
    json.path("contexts")
        .properties()
        .forEach(each ->
            all.put(
                each.getKey(),
                new Context(
                    each.getValue().path("server").asText(),
                    text(each.getValue(), "tokenFile"),
                    text(each.getValue(), "ca"))));
    return new Contexts(json.path("current").asText(""), all);
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.path(key).isTextual() ? node.path(key).asText() : null;
  }

  List<String> names() {
    return new ArrayList<>(new TreeMap<>(all).keySet());
  }

  Contexts with(String name, Context context) {
    Map<String, Context> more = new TreeMap<>(all);
    more.put(name, context);
    return new Contexts(current.isEmpty() ? name : current, more);
  }

  Contexts without(String name) {
    Map<String, Context> fewer = new TreeMap<>(all);
    fewer.remove(name);
    return new Contexts(current.equals(name) ? "" : current, fewer);
  }

  Contexts using(String name) {
    return new Contexts(name, all);
  }

  /** Replaces the file, readable by its owner alone. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder, mode("rwx------"));
    ObjectNode json = RestClient.JSON.createObjectNode().put("current", current);
    ObjectNode contexts = json.putObject("contexts");
    new TreeMap<>(all)
        .forEach((name, context) -> {
          ObjectNode each = contexts.putObject(name).put("server", context.server());
          if (context.tokenFile() != null) {
            each.put("tokenFile", context.tokenFile());
          }
          if (context.authorities() != null) {
            each.put("ca", context.authorities());
          }
        });
    Path next = Files.createTempFile(folder, FILE, ".new", mode("rw-------"));
    try {
      Files.writeString(next, json.toPrettyString() + "\n", StandardCharsets.UTF_8);
      Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
