package io.muster.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** deploy/compose/compose.yaml, as far as tests ask. */
public record Compose(JsonNode root) {

  public static final Path FOLDER = Path.of("deploy/compose");

  /** Where an engine mounts the secrets of a service. */
  public static final String SECRETS = "/run/secrets/";

  /**
   * One mount.
   *
   * @param source a folder or file beside compose.yaml, or the name of a volume
   */
  record Mount(String source, String target, String mode) {

    boolean named() {
      return !source.startsWith(".");
    }
  }

  /** As it is in the repository. */
  public static Compose read() {
    try {
      return new Compose(
          new ObjectMapper(new YAMLFactory())
              .readTree(Files.readString(FOLDER.resolve("compose.yaml"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All services by name. */
  Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    root.path("services")
        .properties()
        .forEach(each -> services.put(each.getKey(), each.getValue()));
    return services;
  }

  /** One service; an empty node if there is none. */
  JsonNode service(String name) {
    return root.path("services").path(name);
  }

  /** Words of a list. */
  static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  /** The arguments of a service's program. */
  public List<String> command(String service) {
    return words(service(service).path("command"));
  }

  /** The environment of a service. */
  public Map<String, String> environment(String service) {
    Map<String, String> variables = new LinkedHashMap<>();
    service(service)
        .path("environment")
        .properties()
        .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
    return variables;
  }

  static List<Mount> mounts(JsonNode service) {
    List<Mount> mounts = new ArrayList<>();
    for (String volume : words(service.path("volumes"))) {
      String[] parts = volume.split(":", -1);
      mounts.add(new Mount(parts[0], parts[1], parts.length > 2 ? parts[2] : "rw"));
    }
    return mounts;
  }
}
