package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Mapping;
import io.muster.failure.Suggestion;
import java.util.Map;
import java.util.Set;

/** Checks the keys of `service: telemetry:`; {@link TelemetryValues} looks at values. */
final class TelemetryCheck {

  /** What collectors since v0.110 take; `resource` has keys of the user's own. */
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "logs",
          Set.of(
              "level",
              "development",
              "encoding",
              "disable_caller",
              "disable_stacktrace",
              "sampling",
              "output_paths",
              "error_output_paths",
              "initial_fields",
              "processors",
              "disable_zap_resource"),
          "metrics",
          Set.of("level", "readers", "views"),
          "traces",
          Set.of("level", "propagators", "processors", "sampler", "limits"),
          "resource",
          Set.of());

  /** The first version, 0.x, that refuses `metrics: address:`; those since 0.123 ignore it. */
  private static final int WITHOUT_ADDRESS = 128;

  private final Findings findings;
  private final Distribution distribution;

  TelemetryCheck(Findings findings, Distribution distribution) {
    this.findings = findings;
    this.distribution = distribution;
  }

  void check(YamlValue value, YamlPath path) {
    if (value.nothing() || value.unknown()) {
      return;
    }
    if (!(value instanceof Mapping mapping)) {
      notMapping(value, path);
      return;
    }
    mapping
        .entries()
        .forEach((key, entry) -> {
          YamlPath at = path.with(key);
          Set<String> keys = KEYS.get(key);
          if (keys == null) {
            findings.error(
                entry.key(),
                at,
                "'" + key + "' is not a part of telemetry",
                ModelReader.SERVICE_KEYS.contains(key)
                    ? "it is a key of 'service': indent it as 'telemetry' is"
                    : hint(key, KEYS.keySet()));
          } else if (entry.value() instanceof Mapping part) {
            if (!key.equals("resource")) {
              part(key, part, keys, at);
            }
            new TelemetryValues(findings).check(key, part, at);
          } else if (!entry.value().nothing() && !entry.value().unknown()) {
            notMapping(entry.value(), at);
          }
        });
  }

  private void part(String part, Mapping values, Set<String> known, YamlPath path) {
    values
        .entries()
        .forEach((key, entry) -> {
          if (part.equals("metrics") && key.equals("address")) {
            address(entry, path.with(key));
          } else if (!known.contains(key)) {
            findings.error(
                entry.key(),
                path.with(key),
                "'" + key + "' is not a key of telemetry " + part,
                hint(key, known));
          }
        });
  }

  private void address(Entry entry, YamlPath path) {
    String message =
        "collectors since v0." + WITHOUT_ADDRESS + " refuse 'address', and since v0.123 ignore it";
    String hint =
        "write readers: with a pull exporter of prometheus, which older ones take as well";
    if (distribution.minor().orElse(0) >= WITHOUT_ADDRESS) {
      findings.error(entry.key(), path, message, hint);
    } else {
      findings.warn(entry.key(), path, message, hint);
    }
  }

  static String hint(String key, Set<String> known) {
    String near = Suggestion.didYouMean(key, known, Suggestion.Spelling.EXACT);
    return near.isEmpty() ? "known are " + String.join(", ", new java.util.TreeSet<>(known)) : near;
  }

  private void notMapping(YamlValue value, YamlPath path) {
    findings.error(value.place(), path, "here is " + value.what() + ", expected a mapping", "");
  }
}
