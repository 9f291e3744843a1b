package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.failure.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks those values of `service: telemetry:` that a collector refuses when it reads its config:
 * levels, switches, and readers and views of metrics. Its verdicts on each are in the tests.
 */
final class TelemetryValues {

  private static final List<String> LEVELS = List.of("none", "basic", "normal", "detailed");
  private static final List<String> LOG_LEVELS =
      List.of("debug", "info", "warn", "warning", "error", "dpanic", "panic", "fatal", "");
  private static final Set<String> READER = Set.of("pull", "periodic");
  private static final Set<String> SAMPLING = Set.of("enabled", "tick", "initial", "thereafter");

  /** What a resource has that is described, and not listed as its attributes. */
  private static final Set<String> DESCRIBED =
      Set.of("attributes", "attributes_list", "detectors", "schema_url");

  private final Findings findings;
  private final TelemetryShapes shapes;

  TelemetryValues(Findings findings) {
    this.findings = findings;
    this.shapes = new TelemetryShapes(findings);
  }

  void check(String part, Mapping values, YamlPath path) {
    shapes.check(part, values, path);
    switch (part) {
      case "metrics" -> metrics(values.entries(), path);
      case "traces" -> level(values.entries().get("level"), LEVELS, path.with("level"));
      case "logs" -> logs(values.entries(), path);
      case "resource" -> resource(values.entries(), path);
      default -> {}
    }
  }

  private void metrics(Map<String, Entry> values, YamlPath path) {
    Entry level = values.get("level");
    level(level, LEVELS, path.with("level"));
    String word = level == null || level.value().nothing() ? "normal" : text(level.value());
    boolean known = LEVELS.contains(word);
    Entry readers = values.get("readers");
    if (readers != null) {
      readers(readers, path.with("readers"), known && !word.equals("none"));
    }
    Entry views = values.get("views");
    if (views != null
        && !views.value().nothing()
        && !views.value().unknown()
        && known
        && !word.equals("detailed")) {
      findings.error(
          views.key(),
          path.with("views"),
          "views need the level detailed, here it is " + word,
          "write 'level: detailed', or remove the views");
    }
  }

  private void readers(Entry readers, YamlPath path, boolean needed) {
    switch (readers.value()) {
      case Listing list -> {
        if (list.items().isEmpty() && needed) {
          findings.error(
              readers.key(),
              path,
              "the list of readers is empty, and the level of metrics is not none",
              "add a reader, write 'level: none', or remove 'readers' for the default one");
        }
        for (int i = 0; i < list.items().size(); i++) {
          YamlValue item = list.items().get(i);
          if (item instanceof Mapping reader) {
            unknownKeys(reader, READER, path.with(i), "a kind of reader");
          } else if (!item.nothing() && !item.unknown()) {
            shape(item, path.with(i), "a mapping");
          }
        }
      }
      case Scalar scalar when scalar.nothing() || scalar.unknown() -> {}
      case Scalar _, Mapping _ -> shape(readers.value(), path, "a list");
    }
  }

  private void logs(Map<String, Entry> values, YamlPath path) {
    level(values.get("level"), LOG_LEVELS, path.with("level"));
    Entry sampling = values.get("sampling");
    if (sampling != null && sampling.value() instanceof Mapping mapping) {
      unknownKeys(mapping, SAMPLING, path.with("sampling"), "a key of the sampling of logs");
    }
  }

  private void resource(Map<String, Entry> values, YamlPath path) {
    if (values.keySet().stream().anyMatch(DESCRIBED::contains)) {
      return;
    }
    values.forEach((key, entry) -> {
      shapes.attribute(entry, path.with(key));
    });
  }

  private void level(@Nullable Entry entry, List<String> known, YamlPath path) {
    if (entry == null || entry.value().nothing() || entry.value().unknown()) {
      return;
    }
    if (!(entry.value() instanceof Scalar scalar)) {
      shape(entry.value(), path, "a single value");
      return;
    }
    String word = text(scalar);
    // A number is one of the levels by its place, whatever that may be good for.
    if (!word.contains("${")
        && !known.contains(word)
        && !word.matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
      String near = Suggestion.didYouMean(word, known, Suggestion.Spelling.EXACT);
      findings.error(
          scalar.place(),
          path,
          "'" + scalar.text() + "' is no level",
          near.isEmpty() ? "levels are " + String.join(", ", known).replaceAll(", $", "") : near);
    }
  }

  private void unknownKeys(Mapping mapping, Set<String> known, YamlPath path, String what) {
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key)) {
            findings.error(
                entry.key(),
                path.with(key),
                "'" + key + "' is not " + what,
                TelemetryCheck.hint(key, known));
          }
        });
  }

  private void shape(YamlValue value, YamlPath path, String expected) {
    findings.error(value.place(), path, "here is " + value.what() + ", expected " + expected, "");
  }

  private static String text(YamlValue value) {
    return value instanceof Scalar scalar ? scalar.text().toLowerCase(Locale.ROOT) : "";
  }
}
