package io.muster.cli.client;

import java.util.regex.Pattern;

/** The last net under messages: what a library says goes to people without the names of Java. */
final class PlainText {

  /** `java.nio.file.NoSuchFileException: `, wherever it stands. */
  private static final Pattern TYPE =
      Pattern.compile(
          "\\b(?:[a-z_][a-z0-9_]*\\.){2,}[A-Z][\\w$]*(?:Exception|Error|Failure)\\b:?\\s*");

  /** Also without its package. */
  private static final Pattern SHORT_TYPE = Pattern.compile("\\b[A-Z]\\w*(?:Exception|Error):\\s*");

  private PlainText() {}

  static String of(String text) {
    return SHORT_TYPE.matcher(TYPE.matcher(text).replaceAll("")).replaceAll("").strip();
  }
}
