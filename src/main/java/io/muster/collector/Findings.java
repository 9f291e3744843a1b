package io.muster.collector;

import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collects what is found, up to a bound for errors and one for warnings. For one check. */
final class Findings {

  /** Errors kept, and warnings kept; the rest is only counted. */
  static final int MAX = 100;

  private static final int MAX_TEXT = 1_000;

  private static final Comparator<ConfigProblem> ORDER =
      Comparator.comparing((ConfigProblem p) -> p.file() == null ? "" : p.file())
          .thenComparingInt(ConfigProblem::line)
          .thenComparingInt(ConfigProblem::column);

  private final List<ConfigProblem> errors = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private int more;

  void error(SourcePosition place, YamlPath path, String message, String hint) {
    add(Severity.ERROR, place, path, message, hint);
  }

  void warn(SourcePosition place, YamlPath path, String message, String hint) {
    add(Severity.WARNING, place, path, message, hint);
  }

  /** Whether another error would be kept: worth looking for a hint. */
  boolean roomForErrors() {
    return errors.size() < MAX;
  }

  /** Something found elsewhere. */
  void add(ConfigProblem problem) {
    add(problem.severity() == Severity.ERROR ? errors : warnings, problem);
  }

  private void add(
      Severity severity, SourcePosition place, YamlPath path, String message, String hint) {
    List<ConfigProblem> list = severity == Severity.ERROR ? errors : warnings;
    if (list.size() == MAX) {
      more++;
      return;
    }
    list.add(
        new ConfigProblem(
            severity,
            place.file(),
            place.line(),
            place.column(),
            cut(path.toString()),
            cut(message),
            cut(hint)));
  }

  private void add(List<ConfigProblem> list, ConfigProblem problem) {
    if (list.size() < MAX) {
      list.add(problem);
    } else {
      more++;
    }
  }

  /** Keys and ids may be of any length. */
  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  /** What was not kept. */
  int more() {
    return more;
  }

  /** Errors, then warnings, each in the order of their places. */
  List<ConfigProblem> all() {
    return Stream.concat(errors.stream().sorted(ORDER), warnings.stream().sorted(ORDER)).toList();
  }
}
