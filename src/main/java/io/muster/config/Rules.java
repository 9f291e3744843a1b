package io.muster.config;

import io.muster.config.syntax.ConfigProblem;
import java.util.List;

/** What a set of rules is, and how it is put into a config. Pure. */
public interface Rules {

  /** What is wrong with a set by itself; nothing if it may be kept. */
  List<ConfigProblem> problems(ConfigDocument rules);

  /**
   * Puts sets of rules into a config: the same documents always become the same document.
   *
   * @param rules in the order in which telemetry goes through them
   */
  Composition compose(ConfigDocument config, List<Named> rules);

  /**
   * A set of rules and its name.
   *
   * @param document as it was put
   */
  record Named(String name, ConfigDocument document) {}

  /** What became of it. */
  sealed interface Composition {}

  /**
   * The config with the rules in it.
   *
   * @param unused for people: sets, or parts of them, for which the config has no pipeline
   */
  record Composed(ConfigDocument document, List<String> unused) implements Composition {
    public Composed {
      unused = List.copyOf(unused);
    }
  }

  /** It cannot be done. */
  record Refused(ConfigProblem problem) implements Composition {}
}
