package io.muster.collector;

import io.muster.ottl.Language;
import io.muster.ottl.OttlCheck;
import io.muster.ottl.OttlProblem;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a config are checked against for an agent: its version if that is known;
 * the known ones before and after it, where both must refuse; else syntax alone, and what the
 * newest known version would say is advice. Immutable.
 *
 * @param all each must refuse what is called an error
 * @param advice null if the names are known
 */
record OttlVersions(List<OttlCheck> all, @Nullable OttlCheck advice) {

  private static final OttlVersions UNKNOWN =
      new OttlVersions(List.of(OttlCheck.syntaxOnly()), OttlCheck.newest());

  OttlVersions {
    all = List.copyOf(all);
  }

  static OttlVersions of(Distribution distribution) {
    OttlCheck own = OttlCheck.forCollector(distribution.version());
    if (own.version().isPresent()) {
      return new OttlVersions(List.of(own), null);
    }
    OptionalInt minor = distribution.minor();
    if (minor.isEmpty()) {
      return UNKNOWN;
    }
    List<String> known = Language.VERSIONS;
    for (int i = 1; i < known.size(); i++) {
      if (minor(known.get(i - 1)) < minor.getAsInt() && minor.getAsInt() < minor(known.get(i))) {
        return new OttlVersions(
            List.of(OttlCheck.forCollector(known.get(i - 1)), OttlCheck.forCollector(known.get(i))),
            null);
      }
    }
    return UNKNOWN;
  }

  private static int minor(String version) {
    return new Distribution(java.util.Map.of(), version).minor().orElse(0);
  }

  /** Whether it is known what names there are. */
  boolean certain() {
    return advice == null;
  }

  /** What all of them refuse at the same place, in the words of the newest. */
  List<OttlProblem> errors(Function<OttlCheck, List<OttlProblem>> question) {
    List<OttlProblem> errors = question.apply(all.getLast());
    for (OttlCheck other : all.subList(0, all.size() - 1)) {
      if (errors.isEmpty()) {
        break;
      }
      List<OttlProblem> also = question.apply(other);
      errors =
          errors.stream()
              .filter(e ->
                  also.stream().anyMatch(o -> o.line() == e.line() && o.column() == e.column()))
              .toList();
    }
    return errors;
  }

  /** What the newest known version would refuse, if the agent's is not known. */
  List<OttlProblem> warnings(Function<OttlCheck, List<OttlProblem>> question) {
    return advice == null ? List.of() : question.apply(advice);
  }

  /** The version that {@link #warnings} speaks of. */
  String adviser() {
    return advice == null ? "" : advice.version().orElse("");
  }
}
