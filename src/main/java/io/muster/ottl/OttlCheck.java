package io.muster.ottl;

import io.muster.failure.Suggestion;
import io.muster.ottl.OttlProblem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks statements and conditions as a version of the collector would take them. Of a version that
 * is not known, syntax alone is checked. Pure; never throws. Immutable, for any number of threads.
 */
public final class OttlCheck {

  private final @Nullable Language language;

  private OttlCheck(@Nullable Language language) {
    this.language = language;
  }

  /** For a version of the collector, as it says it itself; null if it does not. */
  public static OttlCheck forCollector(@Nullable String version) {
    return new OttlCheck(Language.of(version).orElse(null));
  }

  /** For the newest version known. */
  public static OttlCheck newest() {
    return new OttlCheck(Language.newest());
  }

  /** Checks syntax and nothing else. */
  public static OttlCheck syntaxOnly() {
    return new OttlCheck(null);
  }

  /** The version checked against; empty if syntax alone is checked. */
  public Optional<String> version() {
    return Optional.ofNullable(language).map(Language::version);
  }

  /**
   * Statements and the conditions under which all of them run, as the transform processor has them.
   *
   * @param context what they work on; null if it is to be found out
   */
  public record Group(
      Signal signal, @Nullable String context, List<Located> conditions, List<Located> statements) {
    public Group {
      conditions = List.copyOf(conditions);
      statements = List.copyOf(statements);
    }
  }

  /** Problems of statements that all work on one context; paths may leave its name out. */
  public List<OttlProblem> statements(String context, List<Located> texts) {
    List<OttlProblem> problems = new ArrayList<>();
    scope(context, false, problems, texts)
        .ifPresentOrElse(
            scope -> texts.forEach(text -> statement(text, scope, problems)),
            () -> texts.forEach(text -> syntax(text, true, problems)));
    return problems;
  }

  /** Problems of conditions of the filter processor; paths may leave the context's name out. */
  public List<OttlProblem> conditions(String context, List<Located> texts) {
    List<OttlProblem> problems = new ArrayList<>();
    scope(context, true, problems, texts)
        .ifPresentOrElse(
            scope -> texts.forEach(text -> condition(text, scope, problems)),
            () -> texts.forEach(text -> syntax(text, false, problems)));
    return problems;
  }

  /** Problems of conditions of the filter processor, each of which says itself what it works on. */
  public List<OttlProblem> conditions(Signal signal, List<Located> texts) {
    List<OttlProblem> problems = new ArrayList<>();
    for (Located text : texts) {
      List<OttlProblem> found = new ArrayList<>();
      Condition tree = syntax(text, false, found) instanceof Condition read ? read : null;
      if (tree != null && language != null) {
        Inference inference = new Inference(language, signal.filterContexts());
        inference.add(tree);
        inference
            .context()
            .ifPresentOrElse(
                context -> condition(text, Scope.conditions(language, context, true), found),
                () -> found.add(text.placed(untold(inference))));
      }
      problems.addAll(found);
    }
    return problems;
  }

  /** Problems of a group of the transform processor. */
  public List<OttlProblem> group(Group group) {
    if (group.context() != null) {
      String context = group.context().toLowerCase(Locale.ROOT);
      List<OttlProblem> problems = new ArrayList<>(statements(context, group.statements()));
      problems.addAll(conditions(context, group.conditions()));
      return problems;
    }
    List<OttlProblem> problems = new ArrayList<>();
    List<Object> trees = new ArrayList<>();
    group.statements().forEach(text -> trees.add(syntax(text, true, problems)));
    group.conditions().forEach(text -> trees.add(syntax(text, false, problems)));
    if (!problems.isEmpty() || language == null || trees.isEmpty()) {
      return problems;
    }
    Inference inference = new Inference(language, group.signal().contexts());
    for (Object tree : trees) {
      if (tree instanceof Statement(var editor, var where)) {
        inference.add(editor);
        if (where != null) {
          inference.add(where);
        }
      } else if (tree instanceof Condition condition) {
        inference.add(condition);
      }
    }
    ContextData context = inference.context().orElse(null);
    if (context == null) {
      List<Located> all = group.statements().isEmpty() ? group.conditions() : group.statements();
      problems.add(all.getFirst().placed(untold(inference)));
      return problems;
    }
    Scope statements = Scope.statements(language, context, true);
    group.statements().forEach(text -> statement(text, statements, problems));
    Scope conditions = Scope.conditions(language, context, true);
    group.conditions().forEach(text -> condition(text, conditions, problems));
    return problems;
  }

  private static OttlProblem untold(Inference inference) {
    return new OttlProblem(
        Kind.CONTEXT, 1, 1, "it cannot be told what the statement works on", inference.hint());
  }

  private Optional<Scope> scope(
      String name, boolean condition, List<OttlProblem> problems, List<Located> texts) {
    if (language == null) {
      return Optional.empty();
    }
    ContextData context = language.context(name);
    if (context == null) {
      if (!texts.isEmpty()) {
        OttlProblem unknown =
            new OttlProblem(
                Kind.CONTEXT,
                1,
                1,
                "there is no context '" + name + "'",
                Suggestion.didYouMean(name, language.contexts(), Suggestion.Spelling.NAME));
        problems.add(texts.getFirst().placed(unknown));
      }
      return Optional.empty();
    }
    return Optional.of(
        condition
            ? Scope.conditions(language, context, false)
            : Scope.statements(language, context, false));
  }

  private static void statement(Located text, Scope scope, List<OttlProblem> problems) {
    switch (Ottl.statement(text.text(), scope.language().grammar())) {
      case Parsing.Parsed(var tree, var source) ->
          Checker.problems(tree, source, scope).forEach(p -> problems.add(text.placed(p)));
      case Parsing.Failed(var found) -> found.forEach(p -> problems.add(text.placed(p)));
    }
  }

  private static void condition(Located text, Scope scope, List<OttlProblem> problems) {
    switch (Ottl.condition(text.text(), scope.language().grammar())) {
      case Parsing.Parsed(var tree, var source) ->
          Checker.problems(tree, source, scope).forEach(p -> problems.add(text.placed(p)));
      case Parsing.Failed(var found) -> found.forEach(p -> problems.add(text.placed(p)));
    }
  }

  /** The tree; an empty object if there is none. */
  private Object syntax(Located text, boolean statement, List<OttlProblem> problems) {
    Grammar grammar = language == null ? Grammar.NEWEST : language.grammar();
    Parsing<?> parsing =
        statement ? Ottl.statement(text.text(), grammar) : Ottl.condition(text.text(), grammar);
    return switch (parsing) {
      case Parsing.Parsed<?>(Object tree, var _) -> tree;
      case Parsing.Failed<?>(var found) -> {
        found.forEach(p -> problems.add(text.placed(p)));
        yield "";
      }
    };
  }
}
