package io.muster.fleet;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What counts as a secret in the effective configs that agents report. */
@ConfigMapping(prefix = "muster.redaction")
public interface RedactionSettings {

  /**
   * Regular expression of the keys whose values are secrets, compared in snake case; unset: the
   * built-in list of docs/design/redaction.md.
   */
  Optional<String> keys();
}
