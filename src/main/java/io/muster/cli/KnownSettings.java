package io.muster.cli;

import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All settings there are, and which of those given are none of them.
 *
 * @param names as `muster.a.b`; a part of a name that the user chooses is `*`
 */
record KnownSettings(Set<String> names) {

  private static final String PREFIX = "muster.";
  private static final String VARIABLE_PREFIX = "MUSTER_";

  /** Variables of the launcher and of operators' commands, which the server ignores. */
  private static final Set<String> OTHERS =
      Set.of(
          "MUSTER_JAVA_HOME",
          "MUSTER_JAVA_OPTS",
          "MUSTER_CACHE",
          "MUSTER_CA",
          "MUSTER_CONTEXT",
          "MUSTER_DEBUG",
          "MUSTER_SERVER",
          "MUSTER_TOKEN",
          "MUSTER_TOKEN_FILE");

  KnownSettings {
    names = Set.copyOf(names);
  }

  /** A message for each property that is unknown, with the nearest known one. */
  List<String> unknownProperties(Iterable<String> properties, String source) {
    List<String> messages = new ArrayList<>();
    for (String property : properties) {
      if (property.startsWith(PREFIX) && !isKnown(property)) {
        messages.add("unknown setting " + property + " in " + source + suggestion(property));
      }
    }
    return messages;
  }

  /**
   * A message for each environment variable that is unknown, with the nearest known one. What
   * Kubernetes makes of Services is no setting.
   */
  List<String> unknownVariables(Map<String, String> environment) {
    List<String> messages = new ArrayList<>();
    for (String variable : environment.keySet()) {
      if (variable.startsWith(VARIABLE_PREFIX)
          && !OTHERS.contains(variable)
          && !ServiceVariables.isOne(variable, environment.getOrDefault(variable, ""))
          && names.stream()
              .noneMatch(name -> pattern(variable(name)).matcher(variable).matches())) {
        String property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        messages.add(
            "unknown setting "
                + variable
                + " in the environment"
                + nearest(property)
                    .map(name -> "; did you mean " + variable(name) + " (" + name + ")?")
                    .orElse(""));
      }
    }
    return messages;
  }

  private boolean isKnown(String property) {
    return names.stream().anyMatch(name -> pattern(name).matcher(property).matches());
  }

  private String suggestion(String property) {
    return nearest(property).map(name -> "; did you mean " + name + "?").orElse("");
  }

  private Optional<String> nearest(String property) {
    return Suggestion.nearest(property, names, Suggestion.Spelling.SETTING);
  }

  /** The name as an environment variable. */
  static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
  }

  private static Pattern pattern(String name) {
    return Pattern.compile(
        String.join(".+", List.of(name.split("\\*", -1)).stream().map(Pattern::quote).toList()));
  }
}
