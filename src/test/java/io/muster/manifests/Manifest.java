package io.muster.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of Kubernetes' objects.
 *
 * @param objects in their order
 */
record Manifest(List<JsonNode> objects) {

  static final Path FOLDER = Path.of("deploy/kubernetes");

  private static final YAMLMapper YAML = new YAMLMapper();

  Manifest {
    objects = List.copyOf(objects);
  }

  static Manifest read(String file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(Files.readString(FOLDER.resolve(file)))) {
      return new Manifest(
          documents.readAll().stream().filter(document -> document.has("kind")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  /** The one object of a kind and a name. */
  JsonNode one(String kind, String name) {
    List<JsonNode> found =
        all(kind).stream()
            .filter(object -> object.at("/metadata/name").asText().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(kind + " " + name + " occurs " + found.size() + " times");
    }
    return found.getFirst();
  }
}
