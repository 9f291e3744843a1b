package io.muster.collector;

import java.util.regex.Pattern;

/**
 * Names a component of a config: `otlp`, `otlp/second`.
 *
 * @param name empty if it has only a type
 */
record ComponentId(String type, String name) {

  private static final int MAX_NAME_BYTES = 1024;
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z][0-9a-zA-Z_]{0,62}");

  /** No separators, control characters or symbols. */
  private static final Pattern NAME = Pattern.compile("[^\\pZ\\pC\\pS]+");

  /**
   * Reads an id as the collector does.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  static ComponentId parse(String text) {
    Parts parts = Parts.of(text);
    if (!TYPE.matcher(parts.first()).matches()) {
      throw new IllegalArgumentException(
          "'"
              + cut(text)
              + "' is no component id: the type begins with a letter and has letters, digits and"
              + " underscores");
    }
    return new ComponentId(parts.first(), parts.name());
  }

  /**
   * An id in two parts, as components and pipelines have them.
   *
   * @param name empty if there is no slash
   */
  record Parts(String first, String name) {

    /** Reads them; throws as {@link ComponentId#parse}. */
    static Parts of(String text) {
      int slash = text.indexOf('/');
      String first = (slash < 0 ? text : text.substring(0, slash)).strip();
      String name = slash < 0 ? "" : text.substring(slash + 1).strip();
      if (first.isEmpty()) {
        throw new IllegalArgumentException(
            text.isEmpty()
                ? "an id is empty"
                : "in '" + cut(text) + "' nothing is before the slash");
      }
      if (slash >= 0 && name.isEmpty()) {
        throw new IllegalArgumentException("in '" + cut(text) + "' nothing is behind the slash");
      }
      if (slash >= 0
          && (name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NAME_BYTES
              || !NAME.matcher(name).matches())) {
        throw new IllegalArgumentException(
            "'"
                + cut(text)
                + "' is no id: a name has no spaces, control characters or symbols and at most "
                + MAX_NAME_BYTES
                + " bytes");
      }
      return new Parts(first, name);
    }
  }

  private static String cut(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
