package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of what kind the values of `service: telemetry:` are, as a collector's reader wants them before
 * it looks at what they say. Its verdicts are in the tests.
 */
final class TelemetryShapes {

  private enum Form {
    TEXT("a text"),
    SWITCH("true or false"),
    NUMBER("a number"),
    DURATION("a duration, as 10s"),
    MAPPING("a mapping"),
    MAPPINGS("a list of mappings"),
    TEXTS("a list of texts");

    private final String said;

    Form(String said) {
      this.said = said;
    }
  }

  private static final Map<String, Map<String, Form>> FORMS =
      Map.of(
          "logs",
          Map.of(
              "encoding", Form.TEXT,
              "development", Form.SWITCH,
              "disable_caller", Form.SWITCH,
              "disable_stacktrace", Form.SWITCH,
              "disable_zap_resource", Form.SWITCH,
              "sampling", Form.MAPPING,
              "output_paths", Form.TEXTS,
              "error_output_paths", Form.TEXTS,
              "initial_fields", Form.MAPPING,
              "processors", Form.MAPPINGS),
          "sampling",
          Map.of(
              "enabled", Form.SWITCH,
              "tick", Form.DURATION,
              "initial", Form.NUMBER,
              "thereafter", Form.NUMBER),
          "traces",
          Map.of(
              "propagators", Form.TEXTS,
              "processors", Form.MAPPINGS,
              "sampler", Form.MAPPING),
          "metrics",
          Map.of("views", Form.MAPPINGS),
          "reader",
          Map.of("pull", Form.MAPPING, "periodic", Form.MAPPING),
          "resource",
          Map.of(
              "attributes", Form.MAPPINGS,
              "detectors", Form.MAPPING,
              "schema_url", Form.TEXT));

  private final Findings findings;

  TelemetryShapes(Findings findings) {
    this.findings = findings;
  }

  /** Checks the values of a part of telemetry whose form is known. */
  void check(String part, Mapping values, YamlPath path) {
    Map<String, Form> forms = FORMS.getOrDefault(part, Map.of());
    values
        .entries()
        .forEach((key, entry) -> {
          Form form = forms.get(key);
          if (form != null) {
            check(entry, form, path.with(key));
          }
        });
    nested(part, values, path);
  }

  private void nested(String part, Mapping values, YamlPath path) {
    if (part.equals("logs") && value(values, "sampling") instanceof Mapping sampling) {
      check("sampling", sampling, path.with("sampling"));
    }
    if (part.equals("metrics") && value(values, "readers") instanceof Listing readers) {
      for (int i = 0; i < readers.items().size(); i++) {
        if (readers.items().get(i) instanceof Mapping reader) {
          check("reader", reader, path.with("readers").with(i));
        }
      }
    }
  }

  private static @Nullable YamlValue value(Mapping values, String key) {
    Entry entry = values.entries().get(key);
    return entry == null ? null : entry.value();
  }

  /** An attribute of the resource, where they are not listed. */
  void attribute(Entry entry, YamlPath path) {
    check(entry, Form.TEXT, path);
  }

  private void check(Entry entry, Form form, YamlPath path) {
    YamlValue value = entry.value();
    if (!value.nothing() && !value.unknown() && !fits(value, form)) {
      findings.error(
          value.place(),
          path,
          "here is " + (number(value) ? "a number" : what(value)) + ", expected " + form.said,
          form == Form.TEXT && value instanceof Scalar ? "put it into quotes" : "");
    }
  }

  private static String what(YamlValue value) {
    return value instanceof Scalar scalar ? "'" + Shown.of(scalar) + "'" : value.what();
  }

  private static boolean fits(YamlValue value, Form form) {
    return switch (value) {
      case Mapping _ -> form == Form.MAPPING;
      case Listing list ->
          switch (form) {
            case MAPPINGS ->
                list.items().stream()
                    .allMatch(item -> item instanceof Mapping || item.nothing() || item.unknown());
            case TEXTS ->
                list.items().stream()
                    .allMatch(item -> item instanceof Scalar scalar && scalar(scalar, Form.TEXT));
            case TEXT, SWITCH, NUMBER, DURATION, MAPPING -> false;
          };
      case Scalar scalar -> scalar(scalar, form);
    };
  }

  private static boolean scalar(Scalar scalar, Form form) {
    String text = scalar.text();
    if (scalar.nothing() || text.contains("${")) {
      return true;
    }
    return switch (form) {
      case TEXT, TEXTS -> !number(scalar) && !(plain(scalar) && truth(text));
      case SWITCH -> truth(text);
      case NUMBER -> YamlNumber.decimal(text) != null;
      case DURATION -> YamlNumber.decimal(text) != null || GoDuration.nanoseconds(text) != null;
      case MAPPING, MAPPINGS -> false;
    };
  }

  private static boolean number(YamlValue value) {
    return value instanceof Scalar scalar
        && plain(scalar)
        && YamlNumber.decimal(scalar.text()) != null;
  }

  private static boolean truth(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return word.equals("true") || word.equals("false");
  }

  /** Without quotes, as far as that can be told. */
  private static boolean plain(Scalar scalar) {
    return scalar.inside().equals(scalar.place());
  }
}
