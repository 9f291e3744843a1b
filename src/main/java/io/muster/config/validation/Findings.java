package io.muster.config.validation;

import io.muster.config.Problem;
import io.muster.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collects what is found, up to a bound for errors and one for warnings. For one check. */
final class Findings {

  /** Errors kept, and warnings kept; the rest is only counted. */
  static final int MAX = 100;

  private static final int MAX_TEXT = 1_000;

  private static final Comparator<Problem> ORDER =
      Comparator.comparing((Problem p) -> p.file() == null ? "" : p.file())
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column);

  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private int more;

  void error(Place place, Path path, String message, String hint) {
    add(Severity.ERROR, place, path, message, hint);
  }

  void warn(Place place, Path path, String message, String hint) {
    add(Severity.WARNING, place, path, message, hint);
  }

  /** Whether another error would be kept: worth looking for a hint. */
  boolean roomForErrors() {
    return errors.size() < MAX;
  }

  /** Something found elsewhere. */
  void add(Problem problem) {
    add(problem.severity() == Severity.ERROR ? errors : warnings, problem);
  }

  private void add(Severity severity, Place place, Path path, String message, String hint) {
    List<Problem> list = severity == Severity.ERROR ? errors : warnings;
    if (list.size() == MAX) {
      more++;
      return;
    }
    list.add(
        new Problem(
            severity,
            place.file(),
            place.line(),
            place.column(),
            cut(path.toString()),
            cut(message),
            cut(hint)));
  }

  private void add(List<Problem> list, Problem problem) {
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
  List<Problem> all() {
    return Stream.concat(errors.stream().sorted(ORDER), warnings.stream().sorted(ORDER)).toList();
  }
}
