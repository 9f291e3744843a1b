package io.muster.agent;

import io.muster.failure.InvalidInput;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of an agent: at most 64 pairs, kept by the server, never sent to the agent.
 *
 * @param pairs key to value, in key order
 */
public record Labels(Map<String, String> pairs) {

  /** Most labels an agent may have. */
  public static final int MAX = 64;

  /** No labels. */
  public static final Labels NONE = new Labels(Map.of());

  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?");
  private static final int MAX_VALUE = 256;

  public Labels {
    if (pairs.size() > MAX) {
      throw new InvalidInput(pairs.size() + " labels are too many: at most " + MAX + " per agent");
    }
    pairs.forEach(Labels::check);
    pairs = java.util.Collections.unmodifiableMap(new TreeMap<>(pairs));
  }

  /** These with some set to other values, and those without a value removed. */
  public Labels patched(Map<String, @Nullable String> changes) {
    Map<String, String> patched = new TreeMap<>(pairs);
    changes.forEach((key, value) -> {
      if (value == null) {
        patched.remove(key);
      } else {
        patched.put(key, value);
      }
    });
    return new Labels(patched);
  }

  /** As a selector: `env=prod,team=a`; empty without any. */
  public String text() {
    return pairs.entrySet().stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(Collectors.joining(","));
  }

  private static void check(String key, String value) {
    if (!KEY.matcher(key).matches()) {
      throw new InvalidInput(
          "label key '"
              + key
              + "' is not valid: use letters, digits, '.', '_', '/', '-', at most 253 characters,"
              + " a letter or digit at both ends");
    }
    if (value.length() > MAX_VALUE || value.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInput(
          "the value of label '"
              + key
              + "' is not valid: at most "
              + MAX_VALUE
              + " characters, no control characters");
    }
  }
}
