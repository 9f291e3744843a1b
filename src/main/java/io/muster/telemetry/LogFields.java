package io.muster.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jboss.logmanager.ExtLogRecord;

/**
 * What a line of the log says, as keys and values. They are taken from the format and its
 * parameters, so that a value stays one value whatever is in it: an agent's error with spaces,
 * quotes and line breaks makes no further keys and no further lines. Pure.
 */
final class LogFields {

  /** Characters of one value; of a longer one the beginning is written. */
  static final int LONGEST = 8 << 10;

  private static final String EVENT = "event=";
  private static final String MESSAGE = "message";

  /**
   * One of them.
   *
   * @param quoted whether the format has it in quotes
   * @param value a Number, a Boolean, or a text
   */
  record Field(String key, Object value, boolean quoted) {}

  private LogFields() {}

  /** In the order of the format; what is none of our lines is one field, `message`. */
  static List<Field> of(ExtLogRecord line) {
    String format = line.getMessage();
    Object[] parameters = line.getParameters();
    if (format != null && format.startsWith(EVENT)) {
      boolean print = line.getFormatStyle() == ExtLogRecord.FormatStyle.PRINTF;
      boolean none = parameters == null || parameters.length == 0;
      if (print || none) {
        try {
          return fields(format, none ? new Object[0] : parameters);
        } catch (IllegalArgumentException e) {
          // A fault of the format must not cost the line.
          return message(format + " " + Arrays.toString(parameters));
        }
      }
    }
    return message(String.valueOf(line.getFormattedMessage()));
  }

  private static List<Field> message(String said) {
    return List.of(new Field(MESSAGE, bounded(said), true));
  }

  private static List<Field> fields(String format, Object[] parameters) {
    List<Field> fields = new ArrayList<>();
    int used = 0;
    int at = 0;
    while (at < format.length()) {
      if (format.charAt(at) == ' ') {
        at++;
        continue;
      }
      int equals = format.indexOf('=', at);
      if (equals < 0 || !isKey(format, at, equals)) {
        throw new IllegalArgumentException(format);
      }
      boolean quoted = equals + 1 < format.length() && format.charAt(equals + 1) == '"';
      int begin = quoted ? equals + 2 : equals + 1;
      int end = format.indexOf(quoted ? '"' : ' ', begin);
      if (end < 0) {
        end = format.length();
      }
      String template = format.substring(begin, end);
      int places = parameters.length == 0 ? 0 : places(template);
      Object[] its = Arrays.copyOfRange(parameters, used, used + places);
      used += places;
      fields.add(
          new Field(
              format.substring(at, equals), value(template, its, parameters.length == 0), quoted));
      at = quoted ? end + 1 : end;
    }
    return List.copyOf(fields);
  }

  private static boolean isKey(String format, int from, int to) {
    return from < to
        && format
            .substring(from, to)
            .chars()
            .allMatch(c -> (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9'));
  }

  private static int places(String template) {
    int places = 0;
    for (int at = template.indexOf('%'); at >= 0; at = template.indexOf('%', at + 1)) {
      if (template.startsWith("%%", at)) {
        at++;
      } else {
        places++;
      }
    }
    return places;
  }

  private static Object value(String template, Object[] parameters, boolean literal) {
    if (literal) {
      return bounded(template);
    }
    if (parameters.length == 1
        && template.length() == 2
        && (parameters[0] instanceof Boolean
            || parameters[0] instanceof Integer
            || parameters[0] instanceof Long)) {
      return parameters[0];
    }
    return bounded(String.format(Locale.ROOT, template, parameters));
  }

  private static String bounded(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }
}
