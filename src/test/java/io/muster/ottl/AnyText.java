package io.muster.ottl;

import java.util.List;

/** What holds for whatever text: an answer, and a tree that prints to itself. */
final class AnyText {

  private static final List<Grammar> GRAMMARS =
      List.of(Grammar.NEWEST, new Grammar(false, true, false));

  private AnyText() {}

  static void check(String text) {
    for (Grammar grammar : GRAMMARS) {
      if (Ottl.statement(text, grammar) instanceof Parsing.Parsed(var tree, var _)) {
        String printed = Printer.print(tree);
        if (!(Ottl.statement(printed, grammar) instanceof Parsing.Parsed(var again, var _)
            && again.equals(tree))) {
          throw new AssertionError(text + "\nis printed as\n" + printed);
        }
      }
      if (Ottl.condition(text, grammar) instanceof Parsing.Parsed(var tree, var _)) {
        String printed = Printer.print(tree);
        if (!(Ottl.condition(printed, grammar) instanceof Parsing.Parsed(var again, var _)
            && again.equals(tree))) {
          throw new AssertionError(text + "\nis printed as\n" + printed);
        }
      }
    }
    for (OttlCheck check : List.of(OttlCheck.newest(), OttlCheck.syntaxOnly())) {
      for (OttlProblem problem : check.statements("span", List.of(Located.of(text)))) {
        if (problem.line() < 1 || problem.column() < 1 || problem.message().isEmpty()) {
          throw new AssertionError(text + "\nhas the problem\n" + problem);
        }
      }
      var _ = check.conditions(Signal.TRACES, List.of(Located.of(text)));
    }
  }
}
