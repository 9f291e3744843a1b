package io.muster.cli.client;

import java.util.ArrayList;
import java.util.List;

/** What is known of one thing, in sections of names and values. For one thread. */
final class Description {

  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();
  private final List<String[]> facts = new ArrayList<>();

  /** A heading; what follows stands below it. */
  Description section(String title) {
    flush();
    text.append(text.isEmpty() ? "" : System.lineSeparator());
    text.append(title).append(System.lineSeparator());
    return this;
  }

  /** A name and its value; left out if there is none. */
  Description fact(String name, String value) {
    if (!value.isEmpty() && !value.equals("-")) {
      facts.add(new String[] {name, plain(value)});
    }
    return this;
  }

  /** Lines as they are. */
  Description lines(String lines) {
    flush();
    lines
        .lines()
        .forEach(line -> text.append(INDENT).append(plain(line)).append(System.lineSeparator()));
    return this;
  }

  private void flush() {
    int width = facts.stream().mapToInt(fact -> fact[0].length()).max().orElse(0);
    for (String[] fact : facts) {
      text.append(INDENT)
          .append(fact[0])
          .append(" ".repeat(width - fact[0].length()))
          .append(INDENT)
          .append(fact[1])
          .append(System.lineSeparator());
    }
    facts.clear();
  }

  /** A terminal would obey control characters, and agents choose what they say. */
  private static String plain(String value) {
    return value.replaceAll("[\\p{Cntrl}&&[^\\n]]", "?").replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public String toString() {
    flush();
    return text.toString();
  }
}
