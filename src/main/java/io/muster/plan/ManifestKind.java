package io.muster.plan;

import io.muster.failure.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a manifest is of, in the order in which manifests are applied. */
public enum ManifestKind {
  RULE_SET("ottl"),
  CONFIG("config"),
  TARGET("target"),
  DEFAULT_CONFIG("default-config"),
  CONNECTION_SETTINGS("connection-settings"),
  /** The labels of one agent, whose uid is the name. */
  LABELS("labels"),
  ROLLOUT("rollout");

  private final String text;

  ManifestKind(String text) {
    this.text = text;
  }

  /** As it is written in a manifest. */
  public String text() {
    return text;
  }

  /** Reads it, in whatever case. */
  public static ManifestKind parse(String written) {
    String wanted = written.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new InvalidInput(
                "kind is '"
                    + written
                    + "', expected one of "
                    + Arrays.stream(values())
                        .map(ManifestKind::text)
                        .sorted()
                        .collect(Collectors.joining(", "))));
  }
}
