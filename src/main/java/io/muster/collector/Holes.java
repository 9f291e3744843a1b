package io.muster.collector;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with places in it of which only the agent knows what stands there: `${env:HOST}:4317`,
 * `https://user:REDACTED@host`. What stands between them is known.
 *
 * @param literals the texts before, between and behind them; a single one if there are none
 */
record Holes(List<String> literals, boolean references, boolean redacted) {

  private static final String REDACTED = "REDACTED";

  Holes {
    literals = List.copyOf(literals);
  }

  /** Finds them. An escaped dollar becomes one: `$${x}` is the text `${x}`. */
  static Holes of(String text) {
    if (text.indexOf('$') < 0 && !text.contains(REDACTED)) {
      return new Holes(List.of(text), false, false);
    }
    List<String> literals = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    boolean references = false;
    boolean redacted = false;
    boolean closes = true;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      if (text.startsWith("$$", at)) {
        literal.append('$');
        at += 2;
        continue;
      }
      if (closes && text.startsWith("${", at)) {
        end = closed(text, at);
        references |= end > at;
        // One that never closes is looked for once: the work stays linear.
        closes = end > at;
      } else if (text.startsWith(REDACTED, at)) {
        end = at + REDACTED.length();
        if (!literal.isEmpty()
            && literal.charAt(literal.length() - 1) == '['
            && text.startsWith("]", end)) {
          literal.setLength(literal.length() - 1);
          end++;
        }
        redacted = true;
      }
      if (end > at) {
        literals.add(literal.toString());
        literal.setLength(0);
        at = end;
      } else {
        literal.append(text.charAt(at++));
      }
    }
    literals.add(literal.toString());
    return new Holes(literals, references, redacted);
  }

  /** Behind the brace that closes the reference; where it began if none does. */
  private static int closed(String text, int from) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      if (text.startsWith("${", i)) {
        depth++;
        i++;
      } else if (text.charAt(i) == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return from;
  }

  boolean any() {
    return literals.size() > 1;
  }

  /** The text without escapes; only if there are no holes. */
  String plain() {
    return literals.getFirst();
  }

  /** Whether there is nothing but holes. */
  boolean only() {
    return any() && literals.stream().allMatch(String::isEmpty);
  }

  /** Whether something can stand in the holes so that this text comes out. */
  boolean fits(String text) {
    int last = literals.size() - 1;
    if (!text.startsWith(literals.getFirst())) {
      return false;
    }
    int at = literals.getFirst().length();
    for (int i = 1; i < last; i++) {
      int found = text.indexOf(literals.get(i), at);
      if (found < 0) {
        return false;
      }
      at = found + literals.get(i).length();
    }
    return text.length() - literals.get(last).length() >= at && text.endsWith(literals.get(last));
  }
}
