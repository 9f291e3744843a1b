package io.muster.plan;

import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;

/**
 * Something wrong with a manifest by itself, without regard to agents.
 *
 * @param manifest as `config prod`; `rollout` alone for how all of them go
 * @param problem without a file its path is one in the manifest
 */
public record ManifestProblem(String manifest, ConfigProblem problem) {

  /** An error at a place of a manifest, a JSON pointer; empty for the whole. */
  static ManifestProblem error(ManifestId manifest, String path, String message) {
    return new ManifestProblem(manifest.toString(), problem(Severity.ERROR, path, message));
  }

  /** A warning about the whole of a manifest. */
  static ManifestProblem warning(ManifestId manifest, String message) {
    return new ManifestProblem(manifest.toString(), problem(Severity.WARNING, "", message));
  }

  /** About how all of them go. */
  static ManifestProblem ofAll(Severity severity, String message) {
    return new ManifestProblem("rollout", problem(severity, "", message));
  }

  private static ConfigProblem problem(Severity severity, String path, String message) {
    return new ConfigProblem(severity, null, 0, 0, path, message, "");
  }

  /** Whether it keeps the manifests from being applied. */
  public boolean error() {
    return problem.severity() == Severity.ERROR;
  }
}
