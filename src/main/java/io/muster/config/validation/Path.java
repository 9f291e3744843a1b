package io.muster.config.validation;

import org.jspecify.annotations.Nullable;

/**
 * The way from the top of a document to a value; written out only for a finding. As text a JSON
 * pointer (RFC 6901).
 */
record Path(@Nullable Path parent, String step) {

  /** The whole document. */
  static final Path ROOT = new Path(null, "");

  /** Into a mapping. */
  Path with(String key) {
    return new Path(this, key);
  }

  /** Into a list. */
  Path with(int index) {
    return new Path(this, Integer.toString(index));
  }

  static Path of(String... steps) {
    Path path = ROOT;
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
