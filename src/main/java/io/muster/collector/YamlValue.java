package io.muster.collector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value with its place, aliases and merge keys resolved. One that is an alias is shared. */
sealed interface YamlValue {

  /** Where it begins. */
  SourcePosition place();

  /** Keys in the order they were written; the key's own place is kept. */
  record Mapping(SourcePosition place, Map<String, Entry> entries) implements YamlValue {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /** A value and the place of its key. */
  record Entry(SourcePosition key, YamlValue value) {}

  /** Values in order. */
  record Listing(SourcePosition place, List<YamlValue> items) implements YamlValue {
    public Listing {
      items = List.copyOf(items);
    }
  }

  /**
   * A single value.
   *
   * @param nothing written as null
   * @param inside where the first character of the text stands, behind a quote; column 0 where the
   *     file has it in other characters
   */
  record Scalar(SourcePosition place, String text, boolean nothing, SourcePosition inside)
      implements YamlValue {}

  /** Whether there is no value: null, as in `receivers:`. */
  default boolean nothing() {
    return this instanceof Scalar scalar && scalar.nothing();
  }

  /** Whether the agent puts something here that nobody knows before: all of it is a reference. */
  default boolean unknown() {
    return this instanceof Scalar scalar && VariableReferences.wholly(scalar.text());
  }

  /** For messages: "a list". */
  default String what() {
    return switch (this) {
      case Mapping _ -> "a mapping";
      case Listing _ -> "a list";
      case Scalar scalar -> scalar.nothing() ? "nothing" : "a single value";
    };
  }
}
