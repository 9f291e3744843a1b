package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds what redaction has left in the place of secrets, in a config that was copied from what an
 * agent is shown to run: sent, it would take the place of the secret. Processors and connectors
 * have no secrets, and may write such words themselves.
 */
final class RedactedLeftovers {

  private static final String WHOLE = "[REDACTED]";

  /** In a URL, behind a scheme of authentication, in a key. */
  private static final Pattern PART =
      Pattern.compile(
          "(?i:bearer|basic|splunk|apikey|api-key|api-token|secret-key)[ \\t]{1,16}REDACTED\\b"
              + "|//[^/@\\s]{0,512}REDACTED[^/@\\s]{0,512}@"
              + "|PRIVATE KEY-----\\s{0,16}REDACTED");

  private static final Set<String> WITHOUT_SECRETS =
      Set.of(ComponentKind.PROCESSOR.section(), ComponentKind.CONNECTOR.section());

  /** Beside it a value is something to be written, not something to be used. */
  private static final String ACTION = "action";

  private final Findings findings;

  RedactedLeftovers(Findings findings) {
    this.findings = findings;
  }

  /** Looks through a config. */
  void check(Mapping config) {
    for (Map.Entry<String, Entry> part : config.entries().entrySet()) {
      if (!WITHOUT_SECRETS.contains(part.getKey())) {
        check(part.getValue().value(), YamlPath.of(part.getKey()));
      }
    }
  }

  private void check(YamlValue value, YamlPath path) {
    switch (value) {
      case Scalar scalar -> {
        String text = scalar.text();
        if (text.contains("REDACTED")
            && (text.strip().equals(WHOLE) || PART.matcher(text).find())) {
          findings.error(
              scalar.place(),
              path,
              "this stands for a secret that was taken out; agents would use it as it is",
              "write the secret, or ${env:NAME} where each agent has it in its environment");
        }
      }
      case Mapping mapping -> {
        if (!mapping.entries().containsKey(ACTION)) {
          mapping.entries().forEach((key, entry) -> check(entry.value(), path.with(key)));
        }
      }
      case Listing list -> {
        for (int i = 0; i < list.items().size(); i++) {
          check(list.items().get(i), path.with(i));
        }
      }
    }
  }
}
