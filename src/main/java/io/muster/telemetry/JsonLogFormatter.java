package io.muster.telemetry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** A line of the log as an object of JSON: every key a field, numbers as numbers. */
final class JsonLogFormatter extends ExtFormatter {

  @Override
  public String format(ExtLogRecord line) {
    StringBuilder json = new StringBuilder(256).append('{');
    Instant time = line.getInstant().truncatedTo(ChronoUnit.MILLIS);
    field(json, "time", time.toString());
    field(json, "level", line.getLevel().getName());
    field(json, "logger", line.getLoggerName());
    field(json, "thread", String.valueOf(line.getThreadName()));
    for (LogFields.Field field : LogFields.of(line)) {
      field(json, field.key(), field.value());
    }
    if (line.getThrown() != null) {
      field(json, "exception", TextLogFormatter.trace(line.getThrown()));
    }
    return json.append("}\n").toString();
  }

  private static void field(StringBuilder json, String key, Object value) {
    json.append(json.length() == 1 ? "\"" : ",\"").append(key).append("\":");
    if (value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else {
      json.append('"');
      TextLogFormatter.escape(json, value.toString());
      json.append('"');
    }
  }
}
