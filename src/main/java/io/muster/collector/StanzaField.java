package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the log receivers (pkg/stanza) write their operators: the settings within `builder`, and the
 * field `attributes.time` as `{fieldinterface: {keys: [time]}}`, without what it is a field of.
 */
final class StanzaField {

  private static final String BUILDER = "builder";
  private static final Set<String> WRAPPERS = Set.of("field", "fieldinterface", "keys");

  /** One step of a field: in brackets and quotes, or between dots. */
  private static final Pattern PART = Pattern.compile("\\[(['\"])([^'\"]*)\\1\\]|[^.\\[\\]]+");

  private StanzaField() {}

  /** What is found, without the wrapper that nobody wrote. */
  static Mapping unwrapped(Mapping wanted, Mapping found) {
    return found.entries().size() == 1
            && !wanted.entries().containsKey(BUILDER)
            && found.entries().get(BUILDER) instanceof Entry(var _, Mapping inner)
        ? inner
        : found;
  }

  /** Whether it is written for this field. */
  static boolean same(String wanted, Mapping found) {
    YamlValue inner = found;
    while (inner instanceof Mapping mapping && mapping.entries().size() == 1) {
      Map.Entry<String, Entry> only = mapping.entries().entrySet().iterator().next();
      if (!WRAPPERS.contains(only.getKey())) {
        return false;
      }
      inner = only.getValue().value();
    }
    if (!(inner instanceof Listing keys)) {
      return false;
    }
    List<String> parts = parts(wanted);
    int first = parts.size() - keys.items().size();
    if (first < 0 || first > 1) {
      return false;
    }
    for (int i = 0; i < keys.items().size(); i++) {
      if (!(keys.items().get(i) instanceof Scalar key)
          || !key.text().equals(parts.get(first + i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> parts(String field) {
    List<String> parts = new ArrayList<>();
    Matcher part = PART.matcher(field);
    while (part.find()) {
      parts.add(part.group(2) == null ? part.group() : part.group(2));
    }
    return parts;
  }
}
