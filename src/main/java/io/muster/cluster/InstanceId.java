package io.muster.cluster;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names one run of a server process: no other process has it, and none ever had it. That makes a
 * restarted server another instance, which does not hold the agents of the former.
 *
 * @param text 1 to 96 characters: letters, digits, dot, dash
 */
public record InstanceId(String text) implements Comparable<InstanceId> {

  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.-]{0,95}");
  private static final int MAX_NAME = 64;

  public InstanceId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "the instance id '" + text + "' is not 1 to 96 letters, digits, dots and dashes");
    }
  }

  /** A new id that begins with the name people know the server by. */
  public static InstanceId of(String name, RandomGenerator random) {
    String clean = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    clean = clean.replaceAll("^[.-]+", "");
    String start = clean.isEmpty() ? "muster" : clean;
    start = start.length() > MAX_NAME ? start.substring(0, MAX_NAME) : start;
    return new InstanceId(start + "-" + String.format("%08x", random.nextInt()));
  }

  @Override
  public int compareTo(InstanceId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
