package io.muster.collector;

import org.jspecify.annotations.Nullable;

/**
 * The way from the top of a document to a value; written out only for a finding. As text a JSON
 * pointer (RFC 6901).
 */
record YamlPath(@Nullable YamlPath parent, String step) {

  /** The whole document. */
  static final YamlPath ROOT = new YamlPath(null, "");

  /** Into a mapping. */
  YamlPath with(String key) {
    return new YamlPath(this, key);
  }

  /** Into a list. */
  YamlPath with(int index) {
    return new YamlPath(this, Integer.toString(index));
  }

  static YamlPath of(String... steps) {
    YamlPath path = ROOT;
    for (String step : steps) {
      path = path.with(step);
    }
    return path;
  }

  @Override
  public String toString() {
    return parent == null ? "" : parent + "/" + step.replace("~", "~0").replace("/", "~1");
  }
}
