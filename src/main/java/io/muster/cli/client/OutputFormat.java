package io.muster.cli.client;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A form of output.
 *
 * @param path of the kind JSONPATH; null otherwise
 */
record OutputFormat(Kind kind, @Nullable JsonPath path) {

  /** Kinds of forms. */
  enum Kind {
    TABLE,
    JSON,
    YAML,
    NAME,
    CSV,
    JSONPATH
  }

  private static final String TEMPLATE = "jsonpath=";

  /** How they are written. */
  static List<String> words() {
    return Stream.of(Kind.values())
        .map(kind -> kind.name().toLowerCase(Locale.ROOT) + (kind == Kind.JSONPATH ? "=" : ""))
        .toList();
  }

  /** Reads one. */
  static final class Converter implements ITypeConverter<OutputFormat> {

    @Override
    public OutputFormat convert(String text) {
      if (text.startsWith(TEMPLATE)) {
        try {
          return new OutputFormat(Kind.JSONPATH, JsonPath.parse(text.substring(TEMPLATE.length())));
        } catch (JsonPath.Wrong e) {
          throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
      }
      for (Kind kind : Kind.values()) {
        if (kind != Kind.JSONPATH && kind.name().equalsIgnoreCase(text)) {
          return new OutputFormat(kind, null);
        }
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is no form: table, json, yaml, name, csv or jsonpath=TEMPLATE"
              + Nearest.hint(text, words()));
    }
  }
}
