package io.muster.config;

import com.google.protobuf.ByteString;
import io.muster.failure.InvalidInput;

/**
 * One file of a config, stored and sent as it is (RC-11, RC-12).
 *
 * @param name any text without control characters, at most {@link #MAX_NAME} characters; empty is
 *     legal and common for a single file
 * @param body raw bytes
 * @param contentType a media type or empty; not interpreted beyond {@link #syntax}
 * @param role what the agent is to take it for, main file or one beside it; empty if it need not be
 *     said; not interpreted
 */
public record ConfigFile(String name, ByteString body, String contentType, String role)
    implements Comparable<ConfigFile> {

  /** The name and type that a config put as plain YAML gets. */
  public static final String COLLECTOR_NAME = "collector.yaml";

  /** The type that a config put as plain YAML gets. */
  public static final String YAML = "text/yaml";

  /** Most characters of a name. */
  public static final int MAX_NAME = 1024;

  private static final int MAX_TYPE = 255;

  /** The language of a file, as far as the server checks it. */
  public enum Syntax {
    YAML,
    JSON,
    /** Not checked. */
    OTHER
  }

  public ConfigFile {
    checkText("name", name, MAX_NAME);
    checkText("content type", contentType, MAX_TYPE);
    checkText("role", role, MAX_TYPE);
  }

  /** One without a role. */
  public ConfigFile(String name, ByteString body, String contentType) {
    this(name, body, contentType, "");
  }

  /** The file that a config put as plain YAML consists of. */
  public static ConfigFile collector(ByteString body) {
    return new ConfigFile(COLLECTOR_NAME, body, YAML);
  }

  private static void checkText(String what, String text, int most) {
    if (text.length() > most) {
      throw new InvalidInput(
          "a file's " + what + " has " + text.length() + " characters, at most " + most);
    }
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      // A lone surrogate has no UTF-8 form and could not be sent.
      if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
        throw new InvalidInput(
            "a file's " + what + " has an illegal character at position " + (i + 1));
      }
      i += Character.charCount(c);
    }
  }

  /** What the content type says, or the end of the name where the type says neither. */
  public Syntax syntax() {
    int parameters = contentType.indexOf(';');
    String type =
        lower(parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
    String file = lower(name);
    if (type.endsWith("yaml") || type.endsWith("yml")) {
      return Syntax.YAML;
    }
    if (type.endsWith("json")) {
      return Syntax.JSON;
    }
    if (file.endsWith(".yaml") || file.endsWith(".yml")) {
      return Syntax.YAML;
    }
    return file.endsWith(".json") ? Syntax.JSON : Syntax.OTHER;
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  /** By name, in the order of Unicode code points. */
  @Override
  public int compareTo(ConfigFile other) {
    return ByteString.unsignedLexicographicalComparator()
        .compare(ByteString.copyFromUtf8(name), ByteString.copyFromUtf8(other.name));
  }
}
