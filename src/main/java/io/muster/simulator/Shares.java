package io.muster.simulator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How many percent of the agents behave how; the rest applies every config.
 *
 * @param percent by behaviour, 0 to 100, in all at most 100; never of {@link Behaviour#APPLY}
 */
public record Shares(Map<Behaviour, Double> percent) {

  /** Everybody applies. */
  public static final Shares NONE = new Shares(Map.of());

  private static final double ALL = 100;

  /** Checks the sum. */
  public Shares {
    percent = Map.copyOf(percent);
    double sum = 0;
    for (double each : percent.values()) {
      if (!(each >= 0 && each <= ALL)) {
        throw new IllegalArgumentException("a share is " + each + " %, expected 0 to 100");
      }
      sum += each;
    }
    if (sum > ALL) {
      throw new IllegalArgumentException("the shares are " + sum + " % in all, expected up to 100");
    }
    if (percent.containsKey(Behaviour.APPLY)) {
      throw new IllegalArgumentException("'apply' has no share: it is what the rest does");
    }
  }

  /**
   * Reads {@code fail=5,slow=2.5}.
   *
   * @throws IllegalArgumentException with what is wrong, and what would be right
   */
  public static Shares parse(String text) {
    Map<Behaviour, Double> percent = new EnumMap<>(Behaviour.class);
    for (String pair : text.split(",", -1)) {
      String[] parts = pair.strip().split("=", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("'" + pair + "' is no share: write fail=5,slow=2.5");
      }
      if (percent.put(behaviour(parts[0].strip()), number(parts[1].strip())) != null) {
        throw new IllegalArgumentException("'" + parts[0] + "' is given twice");
      }
    }
    return new Shares(percent);
  }

  private static Behaviour behaviour(String name) {
    try {
      return Behaviour.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "there is no behaviour '"
              + name
              + "', only "
              + Arrays.stream(Behaviour.values()).map(Behaviour::label).toList(),
          e);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number of percent", e);
    }
  }

  /**
   * The behaviour of an agent, by its place in 0 (inclusive) to 1 (exclusive).
   *
   * @param place evenly spread over the agents
   */
  public Behaviour at(double place) {
    double end = 0;
    for (Behaviour behaviour : Behaviour.values()) {
      end += percent.getOrDefault(behaviour, 0.0);
      if (place * ALL < end) {
        return behaviour;
      }
    }
    return Behaviour.APPLY;
  }
}
