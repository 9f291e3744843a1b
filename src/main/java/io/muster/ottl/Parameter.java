package io.muster.ottl;

/**
 * A parameter of a function.
 *
 * @param name as arguments by name are matched: {@code resource_attributes} is {@code
 *     ResourceAttributes}
 * @param type in the collector's words, without type arguments: {@code StringGetter}, {@code
 *     []string}
 */
record Parameter(String name, String type, boolean optional) {

  /** Stands for whatever arguments: the collector does not look at them. */
  static final Parameter ANY = new Parameter("any", "any", false);

  /** Whether a list is expected here. */
  boolean list() {
    return type.startsWith("[]") && !type.equals("[]uint8");
  }

  /** The same for an item of the list. */
  Parameter item() {
    return new Parameter(name, type.substring(2), optional);
  }

  /** How an argument of this name is written. */
  String written() {
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean upper = Character.isUpperCase(c);
      boolean begins = upper && i > 0 && !Character.isUpperCase(name.charAt(i - 1));
      written.append(begins ? "_" : "").append(Character.toLowerCase(c));
    }
    return written.toString();
  }
}
