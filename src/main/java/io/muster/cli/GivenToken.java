package io.muster.cli;

import io.muster.operator.TokenText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An operator's token as a command is given it, in a file or a variable. A wrong file may be
 * somebody's private key: what is no token is refused here, before a request or a message has it.
 */
public final class GivenToken {

  private static final int LONGEST = 512;

  /** What is read at most; a token and its white space are shorter. */
  private static final int MOST_BYTES = 4096;

  /** A name this long without a separator is a token rather than a file. */
  private static final int LONG_NAME = 32;

  private static final String ELSEWHERE =
      ": name its file with --token-file or MUSTER_TOKEN_FILE, or set MUSTER_TOKEN";

  private GivenToken() {}

  /** There is no token; the message has nothing of what there is instead. */
  public static final class NoToken extends Exception {

    private static final long serialVersionUID = 1;

    private final String text;

    NoToken(String text) {
      super(text);
      this.text = text;
    }

    /** The message. */
    public String text() {
      return text;
    }
  }

  /** The token in a file. */
  public static String inFile(Path file) throws NoToken {
    String text = text(file, ELSEWHERE);
    return checked(
        text,
        file.toAbsolutePath().normalize().toString(),
        "an operator token",
        ", as in the file operator-token of the server's data folder");
  }

  /** The token of agents in a file. */
  static String ofAgents(Path file) throws NoToken {
    String text = text(file, "");
    return checked(text, file.toAbsolutePath().normalize().toString(), "a token of agents", "");
  }

  private static String text(Path file, String elsewhere) throws NoToken {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      throw new NoToken("there is no token in " + shown(file) + elsewhere);
    }
    // Every byte is a character: what is not ASCII stays visible as such.
    return new String(content, StandardCharsets.ISO_8859_1).strip();
  }

  /** The token in an environment variable. */
  public static String inVariable(String name, String value) throws NoToken {
    return checked(
        value.strip(),
        name,
        "an operator token",
        ", as in the file operator-token of the server's data folder");
  }

  // A short one is left to the server to refuse: it is printable, and not repeated by anybody.
  private static String checked(String text, String where, String what, String example)
      throws NoToken {
    String wrong = wrong(text);
    if (wrong.isEmpty()) {
      return text;
    }
    throw new NoToken(
        where
            + " does not hold "
            + what
            + ": it "
            + wrong
            + ". A token is one line of 20 to 512 printable ASCII characters without spaces"
            + example
            + ". What was found is not shown.");
  }

  private static String wrong(String text) {
    if (text.isEmpty()) {
      return "is empty";
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      return "has several lines";
    }
    if (text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
      return "has spaces";
    }
    if (!text.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return "has characters that are not printable ASCII";
    }
    if (TokenText.isMeant(text) && !TokenText.isWhole(text)) {
      return "was mistyped or cut off, as the checksum in its last six characters does not fit";
    }
    return text.length() > LONGEST ? "is longer than that" : "";
  }

  /** The name of a file that is not there, unless it is probably the token itself. */
  private static String shown(Path file) {
    String name = file.toString();
    boolean token =
        name.chars().anyMatch(c -> c < ' ')
            || (name.length() >= LONG_NAME && !name.contains(file.getFileSystem().getSeparator()));
    return token
        ? "the file that was named; its name is not shown, as it may be the token itself"
        : file.toAbsolutePath().normalize().toString();
  }
}
