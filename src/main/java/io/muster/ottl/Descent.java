package io.muster.ottl;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recursive descent with ordered choice, as the collector's grammar has it: the first alternative
 * that fits is taken for good. What a rule found at a place is remembered, so that going back costs
 * nothing twice and time stays linear. A rule answers null, at an undefined place, if it does not
 * fit. For one text, one use.
 */
abstract class Descent {

  /** Rules within each other; a pair of parentheses takes one to three. */
  private static final int MAX_DEPTH = 400;

  /** The rules whose findings are remembered. */
  enum Rule {
    VALUE,
    LITERAL,
    MATH,
    CONDITION
  }

  private record Place(Rule rule, int at) {}

  private record Found(@Nullable Node node, int end) {}

  final Cursor in;
  final Source source;
  final Grammar grammar;
  private final Map<Place, Found> known = new HashMap<>();
  private int depth;
  private boolean tooDeep;

  Descent(Cursor in, Source source, Grammar grammar) {
    this.in = in;
    this.source = source;
    this.grammar = grammar;
  }

  boolean tooDeep() {
    return tooDeep;
  }

  /** Tries another alternative from the start. */
  final @Nullable Expression again(int start, Supplier<@Nullable Expression> rule) {
    in.back(start);
    return rule.get();
  }

  /** What a rule finds here, or found before. */
  final @Nullable Node remembered(Rule rule, Supplier<? extends @Nullable Node> body) {
    Place place = new Place(rule, in.at());
    Found before = known.get(place);
    if (before != null) {
      in.back(before.end());
      return before.node();
    }
    if (depth >= MAX_DEPTH) {
      tooDeep = true;
    }
    if (tooDeep) {
      return null;
    }
    depth++;
    Node node = body.get();
    depth--;
    known.put(place, new Found(node, in.at()));
    return node;
  }

  /** Notes where a part begins. */
  final <T> T at(int start, T part) {
    source.began(part, in.token(start).offset());
    return part;
  }
}
