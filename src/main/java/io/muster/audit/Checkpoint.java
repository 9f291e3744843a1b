package io.muster.audit;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a log was at one moment (C2SP tlog-checkpoint): whose log, how long, and the root over it.
 *
 * @param origin the name of the log, without spaces and plus signs
 * @param size lines
 */
public record Checkpoint(String origin, long size, Hash root) {

  private static final Pattern ORIGIN = Pattern.compile("[^\\s+\\p{Cntrl}]{1,200}");

  public Checkpoint {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "the name of a log is 1 to 200 characters without spaces and '+', not '" + origin + "'");
    }
    if (size < 0) {
      throw new IllegalArgumentException("a log has no " + size + " lines");
    }
  }

  /** What is signed: three lines, each with its end. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }

  /**
   * Reads what was signed; lines behind the third are extensions, and passed over.
   *
   * @throws IllegalArgumentException if it is no checkpoint
   */
  public static Checkpoint parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || !lines.get(1).matches("0|[1-9][0-9]{0,18}")) {
      throw new IllegalArgumentException(
          "a checkpoint has the name of its log, a number of lines and a root, each on a line");
    }
    try {
      return new Checkpoint(
          lines.get(0),
          Long.parseLong(lines.get(1)),
          Hash.of(Base64.getDecoder().decode(lines.get(2))));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no log has " + lines.get(1) + " lines", e);
    }
  }
}
