package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A manifest as it was read, and where its parts stand. */
record ReadManifest(ObjectNode json, ManifestPlaces places) {

  /** The one file of a config that is put as plain YAML. */
  static final String COLLECTOR = "collector.yaml";

  /**
   * A text that stands in a file of its own.
   *
   * @param owner what says {@code from}, and gets the text instead
   * @param pointer of the owner
   */
  record From(ObjectNode owner, String pointer, String file) {}

  String kind() {
    return json.path("kind").asText().toLowerCase(Locale.ROOT);
  }

  String name() {
    return json.path("name").asText();
  }

  /** As the server names it in problems. */
  String title() {
    return kind() + " " + name();
  }

  /** The files that it takes texts from. */
  List<From> from() {
    List<From> found = new ArrayList<>();
    if (!(json.path("spec") instanceof ObjectNode spec)
        || !(kind().equals("config") || kind().equals("ottl"))) {
      return found;
    }
    if (spec.has("from")) {
      found.add(new From(spec, "/spec", spec.path("from").asText()));
    }
    for (Map.Entry<String, JsonNode> file : spec.path("files").properties()) {
      if (file.getValue() instanceof ObjectNode owner && owner.has("from")) {
        found.add(
            new From(
                owner,
                "/spec/files/" + YamlManifests.escaped(file.getKey()),
                owner.path("from").asText()));
      }
    }
    return found;
  }

  /**
   * Takes a text in the place of what says where it is.
   *
   * @param file for messages
   */
  void take(From from, String file, String text) {
    from.owner().remove("from");
    if (!from.pointer().equals("/spec")) {
      from.owner().put("body", text);
      places.body(from.pointer(), new BodyPlace.Whole(file));
    } else if (kind().equals("ottl")) {
      from.owner().put("rules", text);
      places.body("/spec/rules", new BodyPlace.Whole(file));
    } else {
      from.owner()
          .putObject("files")
          .putObject(COLLECTOR)
          .put("body", text)
          .put("contentType", "text/yaml");
      places.body("/spec/files/" + COLLECTOR, new BodyPlace.Whole(file));
    }
  }

  /** Says no if a config has nothing in it. */
  void requireContent() throws WrongManifest {
    if (kind().equals("config") && !json.path("spec").path("files").isObject()) {
      throw WrongManifest.at(
          places.of("/spec"), "the spec of a config needs 'files', or 'from: FILE'");
    }
    if (kind().equals("ottl") && !json.path("spec").path("rules").isTextual()) {
      throw WrongManifest.at(
          places.of("/spec"),
          "the spec of a rule set needs 'rules: |' and the rules, or 'from: FILE'");
    }
  }
}
