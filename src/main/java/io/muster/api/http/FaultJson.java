package io.muster.api.http;

import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Faults of a config as part of a problem. */
public final class FaultJson {

  private FaultJson() {}

  /** Errors and warnings; the first error is the reason. */
  public static Refusal refusal(List<ConfigProblem> problems) {
    String first =
        problems.stream()
            .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
            .findFirst()
            .orElse(problems.getFirst())
            .toString();
    return Refusal.unprocessable(
        problems.size() == 1 ? first : first + " (and " + (problems.size() - 1) + " more)",
        problems.stream().map(FaultJson::fault).toList());
  }

  /** Of a document that is alone. */
  public static Problem.Fault fault(ConfigProblem problem) {
    return fault(null, problem);
  }

  /**
   * Of one of several manifests.
   *
   * @param manifest as `config prod`; without a file the path of the problem is one in it
   */
  public static Problem.Fault fault(@Nullable String manifest, ConfigProblem problem) {
    return new Problem.Fault(
        manifest,
        problem.severity().name().toLowerCase(Locale.ROOT),
        problem.file(),
        problem.line() == 0 ? null : problem.line(),
        problem.column() == 0 ? null : problem.column(),
        problem.path().isEmpty() ? null : problem.path(),
        problem.message(),
        problem.hint().isEmpty() ? null : problem.hint());
  }
}
