package io.muster.ottl;

import java.util.List;

/**
 * What became of a text.
 *
 * @param <T> the kind of tree
 */
public sealed interface Parsing<T> {

  /**
   * It could be read.
   *
   * @param source tells where the tree's parts are
   */
  record Parsed<T>(T tree, Source source) implements Parsing<T> {}

  /** It could not; at least one problem. */
  record Failed<T>(List<OttlProblem> problems) implements Parsing<T> {
    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
