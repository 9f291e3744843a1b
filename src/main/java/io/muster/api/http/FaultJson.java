package io.muster.api.http;

import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Locale;

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

  public static io.muster.api.http.Problem.Fault fault(ConfigProblem problem) {
    return new io.muster.api.http.Problem.Fault(
        problem.severity().name().toLowerCase(Locale.ROOT),
        problem.file(),
        problem.line() == 0 ? null : problem.line(),
        problem.column() == 0 ? null : problem.column(),
        problem.path().isEmpty() ? null : problem.path(),
        problem.message(),
        problem.hint().isEmpty() ? null : problem.hint());
  }
}
