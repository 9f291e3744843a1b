package io.muster.collector;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Understands what a collector replaces in a text before it reads it: `${env:NAME}`, `${NAME}`,
 * `${NAME:-default}`, `${file:path}`, nested ones, and `$$` for a dollar. In one pass over the
 * text.
 */
final class VariableReferences {

  /**
   * What is wrong with one of them.
   *
   * @param certain false behind an escaped one, where older collectors stop to replace
   */
  record Wrong(String message, String hint, boolean certain) {

    Wrong(String message, String hint) {
      this(message, hint, true);
    }
  }

  private record Open(int at, boolean escaped, boolean hasInner) {}

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+");
  private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** Those of the collector itself and of its contrib distribution. */
  private static final Set<String> SCHEMES =
      Set.of(
          "env",
          "file",
          "yaml",
          "http",
          "https",
          "s3",
          "aes",
          "secretsmanager",
          "googlesecretmanager");

  private VariableReferences() {}

  /** Whether the whole text is one reference, so that its value may be of any type. */
  static boolean wholly(String text) {
    return text.startsWith("${")
            && text.indexOf('}') == text.length() - 1
            && text.lastIndexOf("${") == 0
        || text.startsWith("${") && text.endsWith("}") && nested(text);
  }

  private static boolean nested(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("${", i)) {
        depth++;
      } else if (text.charAt(i) == '}' && --depth == 0) {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  /** The first reference that no collector can resolve; empty if there is none. */
  static Optional<Wrong> problem(String text) {
    if (!text.contains("${")) {
      return Optional.empty();
    }
    Deque<Open> open = new ArrayDeque<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '$' && i + 1 < text.length() && text.charAt(i + 1) == '{') {
        open.push(new Open(i, escaped(text, start, i), false));
        i++;
      } else if (c == '}' && !open.isEmpty()) {
        Open last = open.pop();
        if (last.escaped()) {
          // What was opened before is forgotten with it.
          open.clear();
          start = i + 1;
          continue;
        }
        if (!last.hasInner()) {
          Optional<Wrong> wrong = wrong(text.substring(last.at() + 2, i));
          if (wrong.isPresent()) {
            boolean certain = start == 0;
            return wrong.map(w -> new Wrong(w.message(), w.hint(), certain));
          }
        }
        if (!open.isEmpty()) {
          Open outer = open.pop();
          open.push(new Open(outer.at(), outer.escaped(), true));
        }
      }
    }
    return Optional.empty();
  }

  /** An odd number of dollars before it. */
  private static boolean escaped(String text, int start, int at) {
    int i = at;
    while (i > start && text.charAt(i - 1) == '$') {
      i--;
    }
    return (at - i) % 2 == 1;
  }

  private static Optional<Wrong> wrong(String content) {
    String reference = "'${" + cut(content) + "}'";
    int colon = content.indexOf(':');
    String scheme = colon < 0 ? "env" : content.substring(0, colon);
    String rest = colon < 0 ? content : content.substring(colon + 1);
    if (rest.startsWith("-") && colon >= 0 && !SCHEMES.contains(scheme)) {
      return Optional.of(
          new Wrong(
              reference + " has a default and no source", "write ${env:" + cut(content) + "}"));
    }
    if (!SCHEME.matcher(scheme).matches()) {
      return Optional.of(
          new Wrong(
              reference + " is no reference",
              "write ${env:NAME}, with a default ${env:NAME:-value}; for the text itself write $$"
                  + " for each $"));
    }
    if (rest.contains("$")) {
      return Optional.of(
          new Wrong(reference + " has a '$' within", "take it out: a name or path has no '$'"));
    }
    if (!SCHEMES.contains(scheme)) {
      return Optional.of(
          new Wrong(
              reference + " names the source '" + scheme + "', which no known collector has",
              "known are env, file, yaml, http, https; for the text itself write $$ for each $"));
    }
    if (scheme.equals("env")) {
      int fallback = rest.indexOf(":-");
      String name = fallback < 0 ? rest : rest.substring(0, fallback);
      if (!VARIABLE.matcher(name).matches()) {
        return Optional.of(
            new Wrong(
                "'" + cut(name) + "' in " + reference + " is no name of an environment variable",
                "letters, digits and underscores, not starting with a digit"));
      }
    }
    return Optional.empty();
  }

  private static String cut(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
