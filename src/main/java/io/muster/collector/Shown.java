package io.muster.collector;

import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import org.jspecify.annotations.Nullable;

/** Values and paths as they are shown to people, cut. */
final class Shown {

  private static final int MAX = 100;

  private Shown() {}

  /** A value; empty if there is none. */
  static String of(@Nullable YamlValue value) {
    return switch (value) {
      case null -> "";
      case Scalar scalar -> scalar.nothing() ? "nothing" : cut(scalar.text());
      case Mapping mapping -> mapping.what();
      case Listing list -> list.what();
    };
  }

  static String of(YamlPath path) {
    return cut(path.toString());
  }

  static String cut(String text) {
    return text.length() <= MAX ? text : text.substring(0, MAX) + "…";
  }
}
