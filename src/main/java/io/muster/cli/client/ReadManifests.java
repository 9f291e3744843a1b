package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The manifests of a command, and what the server says of them told of the user's own files. */
final class ReadManifests {

  private final List<ReadManifest> all;
  private final Map<String, ManifestPlaces> places = new HashMap<>();

  ReadManifests(List<ReadManifest> all) {
    this.all = List.copyOf(all);
    all.forEach(manifest -> places.putIfAbsent(manifest.title(), manifest.places()));
  }

  List<ReadManifest> all() {
    return all;
  }

  /** What the server is sent. */
  ArrayNode json() {
    ArrayNode json = RestClient.JSON.createArrayNode();
    all.forEach(manifest -> json.add(manifest.json()));
    return json;
  }

  /**
   * A fault with its place in the user's files.
   *
   * @param manifest as the server names it: `config prod`
   */
  String told(String manifest, JsonNode fault) {
    ManifestPlaces of = places.get(manifest);
    return of == null ? Refused.placed(fault) : of.told(fault);
  }

  /** What the server refused, told of the user's files as far as it is about manifests. */
  Refused told(Refused refused) {
    return refused.told(fault -> {
      String manifest = fault.path("manifest").asText("");
      ManifestPlaces of = places.get(manifest);
      return of == null ? null : manifest + ": " + of.told(fault);
    });
  }
}
