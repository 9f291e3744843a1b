package io.muster.agent;

import io.muster.failure.InvalidInput;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Chooses agents: every pair must match. For each key the first source that has it decides:
 * operator label, identifying attribute, other attribute; values are compared as text (SEMANTICS
 * 18). The empty selector matches every agent.
 *
 * @param pairs key to wanted value, in key order, so that equal selectors are equal records
 */
public record Selector(Map<String, String> pairs) {

  /** Most pairs of a selector. */
  public static final int MAX_PAIRS = 32;

  /**
   * What a key may be where it is read from text: without the signs of conditions that are not
   * understood, or `env!=prod` would be the key `env!`. Keys that come as JSON may have them.
   */
  private static final Pattern WRITTEN_KEY = Pattern.compile("[^\\s!<>=()'\"]+");

  /** Matches every agent. */
  public static final Selector ALL = new Selector(Map.of());

  public Selector {
    if (pairs.size() > MAX_PAIRS) {
      throw new InvalidInput(
          "a selector has at most " + MAX_PAIRS + " pairs, this one has " + pairs.size());
    }
    if (pairs.containsKey("")) {
      throw new InvalidInput("a selector key is empty");
    }
    pairs = Collections.unmodifiableMap(new TreeMap<>(pairs));
  }

  /**
   * Reads `k=v,k2==v2`, with one or two equals signs as in Kubernetes; blank text is {@link #ALL}.
   * A value may contain `=` but no comma. The rest of Kubernetes' grammar is refused.
   *
   * @throws InvalidInput with a message that names the part that is wrong
   */
  public static Selector parse(String text) {
    if (text.isBlank()) {
      return ALL;
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = part.substring(0, Math.max(0, equals)).strip();
      if (!WRITTEN_KEY.matcher(key).matches()) {
        throw new InvalidInput(
            "selector part '"
                + part.strip()
                + "' is not understood: a selector is key=value pairs separated by commas, which"
                + " must all match; there is no !=, in, notin, !key, <, > and no key without a"
                + " value");
      }
      int value = part.startsWith("==", equals) ? equals + 2 : equals + 1;
      if (pairs.put(key, part.substring(value).strip()) != null) {
        throw new InvalidInput("selector key '" + key + "' occurs twice");
      }
    }
    return new Selector(pairs);
  }

  /** Whether every pair matches, attributes included. */
  public boolean matches(AgentState agent) {
    return matches(agent, false);
  }

  /**
   * Whether every pair matches.
   *
   * @param labelsOnly ignore what the agent says of itself
   */
  public boolean matches(AgentState agent, boolean labelsOnly) {
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      Optional<String> value = value(agent, pair.getKey(), labelsOnly);
      if (value.isEmpty() || !value.get().equals(pair.getValue())) {
        return false;
      }
    }
    return true;
  }

  /**
   * What an agent's value of a key is, as text: of the first source that has the key.
   *
   * @param labelsOnly ignore what the agent says of itself
   */
  public static Optional<String> value(AgentState agent, String key, boolean labelsOnly) {
    String label = agent.labels().pairs().get(key);
    if (label != null) {
      return Optional.of(label);
    }
    Description description = agent.reported().description();
    return labelsOnly || description == null
        ? Optional.empty()
        : description.find(key).map(AttributeValue::asText);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return String.join(
        ",", pairs.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue()).toList());
  }
}
