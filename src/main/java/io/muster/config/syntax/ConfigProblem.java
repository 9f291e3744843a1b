package io.muster.config.syntax;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a config, said so that it can be found and mended.
 *
 * @param file name of the file; null if it is about the config as a whole
 * @param line from 1; 0 if it is about the whole file
 * @param column from 1, in characters as an editor counts them; 0 if unknown
 * @param path of the place in the document, a JSON pointer as
 *     `/service/pipelines/traces/receivers/0`; empty if unknown
 * @param message what is wrong
 * @param hint what to do; may be empty
 */
public record ConfigProblem(
    Severity severity,
    @Nullable String file,
    int line,
    int column,
    String path,
    String message,
    String hint) {

  /** Whether it keeps the config from being taken. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** An error at a place of a file. */
  public static ConfigProblem at(
      String file, int line, int column, String path, String message, String hint) {
    return new ConfigProblem(Severity.ERROR, file, line, column, path, message, hint);
  }

  /** An error of a whole file. */
  public static ConfigProblem of(String file, String message, String hint) {
    return new ConfigProblem(Severity.ERROR, file, 0, 0, "", message, hint);
  }

  /** An error of the config as a whole. */
  public static ConfigProblem of(String message, String hint) {
    return new ConfigProblem(Severity.ERROR, null, 0, 0, "", message, hint);
  }

  /** `collector.yaml:3:7: message (hint)`. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (file != null) {
      text.append(file.isEmpty() ? "(unnamed file)" : file);
      if (line > 0) {
        text.append(':').append(line);
        if (column > 0) {
          text.append(':').append(column);
        }
      }
      text.append(": ");
    }
    text.append(message);
    if (!hint.isEmpty()) {
      text.append(" (").append(hint).append(')');
    }
    return text.toString();
  }
}
