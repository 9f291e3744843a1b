package io.muster.cli.client;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands for `${var:NAME}` in manifests; `$${var:NAME}` is that text itself. */
record Variables(Map<String, String> values) {

  static final Variables NONE = new Variables(Map.of());

  private static final Pattern USE = Pattern.compile("\\$?\\$\\{var:([^}]*)}");

  Variables {
    values = Map.copyOf(values);
  }

  /** A text that stands for itself. */
  static String literal(String text) {
    return text.replace("${var:", "$${var:");
  }

  /** The text with values in it. */
  String in(String text, SourcePlace place) throws WrongManifest {
    if (!text.contains("${var:")) {
      return text;
    }
    Matcher matcher = USE.matcher(text);
    StringBuilder done = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      done.append(text, at, matcher.start());
      at = matcher.end();
      String name = matcher.group(1);
      if (matcher.group().startsWith("$$")) {
        done.append(matcher.group(), 1, matcher.group().length());
        continue;
      }
      String value = values.get(name);
      if (value == null) {
        throw WrongManifest.at(
            place, "nothing is given for ${var:" + name + "}: add --var " + name + "=VALUE");
      }
      done.append(value);
    }
    return done.append(text.substring(at)).toString();
  }
}
