package io.muster.plan;

import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;

/**
 * Something wrong with a manifest by itself, without regard to agents.
 *
 * @param manifest as `config prod`
 */
public record ManifestProblem(String manifest, ConfigProblem problem) {

  static ManifestProblem error(String manifest, String message) {
    return new ManifestProblem(
        manifest, new ConfigProblem(Severity.ERROR, null, 0, 0, "", message, ""));
  }

  static ManifestProblem warning(String manifest, String message) {
    return new ManifestProblem(
        manifest, new ConfigProblem(Severity.WARNING, null, 0, 0, "", message, ""));
  }

  /** Whether it keeps the manifests from being applied. */
  public boolean error() {
    return problem.severity() == Severity.ERROR;
  }
}
