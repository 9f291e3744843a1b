package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a manifest and its parts stand in the user's files. For one thread. */
final class ManifestPlaces {

  private final SourcePlace start;
  private final Map<String, SourcePlace> parts = new HashMap<>();
  private final Map<String, BodyPlace> bodies = new HashMap<>();

  ManifestPlaces(SourcePlace start) {
    this.start = start;
  }

  /** Notes a part by its JSON pointer. */
  void part(String pointer, SourcePlace place) {
    parts.put(pointer, place);
  }

  /** Notes a text that the manifest carries, by its pointer. */
  void body(String pointer, BodyPlace place) {
    bodies.put(pointer, place);
  }

  SourcePlace start() {
    return start;
  }

  /** The place of a part, or of the next one around it that is written. */
  SourcePlace of(String pointer) {
    for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      SourcePlace place = parts.get(at);
      if (place != null) {
        return place;
      }
    }
    return start;
  }

  /** A fault as the server tells it, told of the user's own files. */
  String told(JsonNode fault) {
    if (!fault.has("file")) {
      return of(fault.path("path").asText()) + ": " + Refused.words(fault);
    }
    int line = fault.path("line").asInt();
    BodyPlace body = body(fault.path("file").asText());
    if (body == null) {
      return start + ": " + Refused.placed(fault);
    }
    SourcePlace place = body.of(line, fault.path("column").asInt());
    // A value that is written in other characters has the place of its beginning only.
    return place + ": " + (body.exact(line) ? inDocument(fault) : Refused.placed(fault));
  }

  private static String inDocument(JsonNode fault) {
    String path = fault.path("path").asText();
    return (fault.path("line").asInt() > 0 || path.isEmpty() ? "" : path + ": ")
        + Refused.words(fault);
  }

  private @Nullable BodyPlace body(String file) {
    BodyPlace rules = bodies.get("/spec/rules");
    return rules != null ? rules : bodies.get("/spec/files/" + YamlManifests.escaped(file));
  }
}
