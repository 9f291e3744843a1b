package io.muster.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Redacts text that does not parse as a whole piece by piece: a key with the lines below it may
 * well be YAML, and then the structure tells more than single lines do. What does not parse either
 * is taken apart once more. The time is that of a few readings of the text. For one text, one use.
 */
final class SecretPieces {

  /** How often a piece is taken apart. */
  private static final int MAX_DEPTH = 8;

  /** Lines of texts that are looked at like this; longer ones are not. */
  private static final int MAX_LINES = 100_000;

  /** Pieces that are read; behind them the text stays as it is. */
  private static final int MAX_PIECES = 10_000;

  /** Colons of a line behind which it is tried to be read. */
  private static final int MAX_PREFIXES = 4;

  private final SecretKeys keys;
  private final SecretLines secretLines;
  private final int maxEvents;
  private final String text;

  /** Where each line begins, and the end of the text. */
  private final List<Integer> starts = new ArrayList<>();

  private final StringBuilder result;
  private int events;
  private int tried;

  private SecretPieces(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    this.keys = keys;
    this.secretLines = lines;
    this.maxEvents = maxEvents;
    this.text = text;
    this.result = new StringBuilder(text.length() + 16);
    for (int at = 0; at < text.length() && starts.size() <= MAX_LINES; ) {
      starts.add(at);
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end + 1;
    }
    starts.add(text.length());
  }

  /** The text, which was redacted line by line, with what the structure of its pieces tells. */
  static SecretYaml.Redacted redact(
      String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    SecretPieces pieces = new SecretPieces(text, keys, lines, maxEvents);
    if (pieces.starts.size() > MAX_LINES) {
      return new SecretYaml.Redacted(text, 0);
    }
    pieces.apart(0, pieces.starts.size() - 1, 0);
    return new SecretYaml.Redacted(pieces.result.toString(), pieces.events);
  }

  /** Lines that have brackets, each by itself: an error may quote one. */
  static String lines(String text, SecretKeys keys, SecretLines lines, int maxEvents) {
    SecretPieces pieces = new SecretPieces(text, keys, lines, maxEvents);
    if (pieces.starts.size() > MAX_LINES) {
      return text;
    }
    for (int line = 0; line + 1 < pieces.starts.size(); line++) {
      int end = pieces.starts.get(line + 1);
      int bracket = pieces.starts.get(line);
      while (bracket < end && "[{".indexOf(text.charAt(bracket)) < 0) {
        bracket++;
      }
      if (bracket < end) {
        pieces.line(line);
      } else {
        pieces.result.append(text, pieces.starts.get(line), end);
      }
    }
    return pieces.result.toString();
  }

  private void apart(int from, int to, int depth) {
    int least = Integer.MAX_VALUE;
    boolean items = false;
    for (int line = from; line < to; line++) {
      if (!blank(line)) {
        items = least == Integer.MAX_VALUE ? first(line) == '-' : items;
        least = Math.min(least, indent(line));
      }
    }
    int start = from;
    for (int line = from; line <= to; line++) {
      if (line == to || begins(line, least, items)) {
        if (line > start) {
          piece(start, line, depth);
        }
        start = line;
        items = line < to && first(line) == '-';
      }
    }
  }

  /** Items of a list go with the key above them. */
  private boolean begins(int line, int least, boolean items) {
    return !blank(line)
        && indent(line) == least
        && ")]},".indexOf(first(line)) < 0
        && (items || first(line) != '-');
  }

  private void piece(int from, int to, int depth) {
    if (read(starts.get(from), starts.get(to))) {
      return;
    }
    if (to - from > 1 && depth < MAX_DEPTH) {
      line(from);
      apart(from + 1, to, depth + 1);
    } else {
      for (int line = from; line < to; line++) {
        line(line);
      }
    }
  }

  /** An error has words of its own before what it quotes. */
  private void line(int line) {
    int start = starts.get(line);
    int end = starts.get(line + 1);
    int at = start;
    for (int i = 0; i < MAX_PREFIXES; i++) {
      while (at < end && !text.startsWith(": ", at)) {
        at++;
      }
      if (at >= end) {
        break;
      }
      at += 2;
      int mark = result.length();
      result.append(text, start, at);
      if (read(at, end)) {
        return;
      }
      result.setLength(mark);
    }
    result.append(text, start, end);
  }

  /** Whether it could be read by its structure, and was added. */
  private boolean read(int start, int end) {
    SecretYaml.Redacted read =
        events < maxEvents && ++tried <= MAX_PIECES
            ? SecretYaml.redact(text.substring(start, end), keys, secretLines, maxEvents - events)
            : null;
    if (read != null) {
      events += read.events();
      result.append(read.text());
    }
    return read != null;
  }

  private boolean blank(int line) {
    int at = starts.get(line) + indent(line);
    return at >= starts.get(line + 1) || "\r\n#".indexOf(text.charAt(at)) >= 0;
  }

  private char first(int line) {
    return text.charAt(starts.get(line) + indent(line));
  }

  private int indent(int line) {
    int start = starts.get(line);
    int at = start;
    while (at < starts.get(line + 1) && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at - start;
  }
}
