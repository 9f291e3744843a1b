package io.muster.telemetry;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** A line of the log as `key=value`; a value with spaces, quotes or signs of its own is quoted. */
final class TextLogFormatter extends ExtFormatter {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  @Override
  public String format(ExtLogRecord line) {
    StringBuilder text = new StringBuilder(256);
    text.append("time=").append(TIME.format(line.getInstant()));
    text.append(" level=").append(line.getLevel());
    text.append(" logger=").append(abbreviated(line.getLoggerName()));
    pair(text, "thread", String.valueOf(line.getThreadName()), false);
    for (LogFields.Field field : LogFields.of(line)) {
      pair(text, field.key(), field.value().toString(), field.quoted());
    }
    text.append('\n');
    if (line.getThrown() != null) {
      text.append(trace(line.getThrown()));
    }
    return text.toString();
  }

  static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** Packages by their first letters: `i.m.fleet.Fleet` would be `i.m.f.Fleet`. */
  private static String abbreviated(String logger) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int dot = logger.indexOf('.'); dot >= 0; dot = logger.indexOf('.', at)) {
      text.append(logger, at, Math.min(at + 1, dot)).append('.');
      at = dot + 1;
    }
    return text.append(logger, at, logger.length()).toString();
  }

  private static void pair(StringBuilder text, String key, String value, boolean quoted) {
    text.append(' ').append(key).append('=');
    if (!quoted && bare(value)) {
      text.append(value);
      return;
    }
    text.append('"');
    escape(text, value);
    text.append('"');
  }

  private static boolean bare(String value) {
    return !value.isEmpty()
        && value.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=' || special(c));
  }

  /** What ends a line somewhere, or moves a terminal's cursor. */
  private static boolean special(int c) {
    return c == '\\' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  /** As in a text of JSON, for which it serves, too. */
  static void escape(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (special(c) || unpaired(value, i)) {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
  }

  /** Half of a character, which cannot be written in UTF-8. */
  private static boolean unpaired(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }
}
