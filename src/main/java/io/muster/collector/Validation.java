package io.muster.collector;

import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import java.util.List;

/**
 * What a check found.
 *
 * @param collector whether the config was taken for a collector's; otherwise only its syntax was
 *     looked at
 * @param problems errors, then warnings, each by their places, at most {@value Findings#MAX} of
 *     each
 * @param more errors and warnings beyond that
 * @param notChecked components whose own settings nobody checked here, as `/receivers/otlp`; at
 *     most {@value #MAX_NOT_CHECKED}
 */
public record Validation(
    boolean collector, List<ConfigProblem> problems, int more, List<String> notChecked) {

  static final int MAX_NOT_CHECKED = 1_000;

  public Validation {
    problems = List.copyOf(problems);
    notChecked = List.copyOf(notChecked);
  }

  /** Whether an agent would refuse the config, as far as was checked. */
  public boolean refused() {
    return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  /** Only what refuses it. */
  public List<ConfigProblem> errors() {
    return problems.stream().filter(problem -> problem.severity() == Severity.ERROR).toList();
  }

  /** Only what may not be meant. */
  public List<ConfigProblem> warnings() {
    return problems.stream().filter(problem -> problem.severity() == Severity.WARNING).toList();
  }
}
