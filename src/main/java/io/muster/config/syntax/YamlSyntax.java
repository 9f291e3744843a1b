package io.muster.config.syntax;

import io.muster.config.syntax.BoundedParser.BoundExceeded;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a YAML file as far as its syntax goes: one document, a mapping at the top, unique keys,
 * bounded depth, size and aliases. Nothing is constructed or expanded. Never throws.
 */
public final class YamlSyntax {

  /** The real bound on aliases is the size they expand to ({@link YamlTree}). */
  private static final int MAX_ALIASES = YamlAllowance.MAX_EVENTS;

  /** What the YAML readers of agents take for nothing. */
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  private YamlSyntax() {}

  /**
   * The whole text is one window of the scanner. In smaller ones, of 1,024 characters by default,
   * it copies all that it has of a token for each further one: the square of a long line.
   */
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setUseMarks(true)
        .setBufferSize(text.length() + 2)
        .setCodePointLimit(YamlAllowance.MAX_CHARACTERS)
        .setAllowNonScalarKeys(true)
        .setMaxAliasesForCollections(MAX_ALIASES)
        .build();
  }

  /**
   * What was read.
   *
   * @param root the document with positions; null if it is empty or has problems
   */
  public record Checked(@Nullable Node root, List<ConfigProblem> problems) {
    public Checked {
      problems = List.copyOf(problems);
    }

    /** Whether there is nothing in it: no text, comments only, `null`, an empty mapping. */
    public boolean empty() {
      return problems.isEmpty() && root == null;
    }
  }

  /** Reads a text that is alone; the file's name is for the problems. */
  public static Checked check(String file, String text) {
    return check(file, text, new YamlAllowance());
  }

  /** Reads one of several files that share an allowance. */
  public static Checked check(String file, String text, YamlAllowance allowance) {
    if (!allowance.takeCharacters(text.length())) {
      return problem(
          ConfigProblem.of(
              file,
              "the file has "
                  + text.length()
                  + " characters, and of all YAML files of a config "
                  + YamlAllowance.MAX_CHARACTERS
                  + " are read",
              "make it smaller, or give it a content type that is not YAML"));
    }
    try {
      LoadSettings settings = settings(text);
      Composer composer = new Composer(settings, new BoundedParser(settings, text, allowance));
      if (!composer.hasNext()) {
        return new Checked(null, List.of());
      }
      Node root = composer.next();
      if (composer.hasNext()) {
        return problem(second(file, composer.next()));
      }
      return checked(file, root, allowance);
    } catch (MarkedYamlEngineException e) {
      return problem(YamlProblems.of(file, e));
    } catch (BoundExceeded e) {
      return problem(
          at(file, e.mark(), e.getMessage(), "no collector needs that: check the input"));
    } catch (ReaderException e) {
      return problem(YamlProblems.of(file, text, e));
    } catch (YamlEngineException e) {
      return problem(ConfigProblem.of(file, String.valueOf(e.getMessage()), ""));
    }
  }

  private static Checked checked(String file, Node root, YamlAllowance allowance) {
    if (root instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && NULLS.contains(scalar.getValue())) {
      return new Checked(null, List.of());
    }
    if (!(root instanceof MappingNode mapping)) {
      return problem(
          at(
              file,
              mark(root),
              "the document is a "
                  + (root instanceof ScalarNode ? "single value" : "list")
                  + ", expected a mapping",
              "write 'key: value' at the top level, with a space after the colon"));
    }
    List<ConfigProblem> problems = YamlTree.problems(file, mapping, allowance);
    boolean nothing = mapping.getValue().isEmpty();
    return new Checked(nothing || !problems.isEmpty() ? null : root, problems);
  }

  private static ConfigProblem second(String file, Node node) {
    return at(
        file,
        mark(node),
        "a second document begins here",
        "remove the '---' between them, or put each document into a file of its own");
  }

  private static Mark mark(Node node) {
    return node.getStartMark().orElseThrow();
  }

  static ConfigProblem at(String file, Mark mark, @Nullable String message, String hint) {
    return ConfigProblem.at(
        file,
        mark.getLine() + 1,
        mark.getColumn() + 1,
        "",
        Optional.ofNullable(message).orElse("the text is not valid YAML"),
        hint);
  }

  private static Checked problem(ConfigProblem problem) {
    return new Checked(null, List.of(problem));
  }
}
