package io.muster.agent;

import io.muster.failure.InvalidInput;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses agents in a query, in Kubernetes' grammar: every term must hold (SEMANTICS 34). Values
 * are looked up as {@link Selector} does. Targets choose with a {@link Selector}, by equality
 * alone.
 *
 * @param terms in the order in which they were written
 */
public record AgentSelector(List<Term> terms) {

  /** Most terms of a selector. */
  public static final int MAX_TERMS = 64;

  /** Most values of a term. */
  public static final int MAX_VALUES = 1_000;

  /** Chooses every agent. */
  public static final AgentSelector ALL = new AgentSelector(List.of());

  public AgentSelector {
    if (terms.size() > MAX_TERMS) {
      throw new InvalidInput(
          "a selector has at most " + MAX_TERMS + " terms, this one has " + terms.size());
    }
    terms = List.copyOf(terms);
  }

  /** What must hold of the value of a key. */
  public enum Operator {
    /** It is one of these. */
    IN,
    /** It is none of these, or there is none. */
    NOT_IN,
    /** There is one. */
    EXISTS,
    /** There is none. */
    ABSENT
  }

  /**
   * One condition.
   *
   * @param values those to compare with, in order; empty for EXISTS and ABSENT
   */
  public record Term(String key, Operator operator, Set<String> values) {

    public Term {
      if (key.isEmpty()) {
        throw new InvalidInput("a selector key is empty");
      }
      boolean compares =
          switch (operator) {
            case IN, NOT_IN -> true;
            case EXISTS, ABSENT -> false;
          };
      if (compares == values.isEmpty()) {
        throw new InvalidInput(
            "the selector term of '" + key + "' has " + values.size() + " values");
      }
      if (values.size() > MAX_VALUES) {
        throw new InvalidInput(
            "a selector term has at most "
                + MAX_VALUES
                + " values, the one of '"
                + key
                + "' has "
                + values.size());
      }
      values = Collections.unmodifiableSet(new TreeSet<>(values));
    }

    private boolean holds(@Nullable String value) {
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case ABSENT -> value == null;
      };
    }

    @Override
    public String toString() {
      String written = SelectorText.word(key);
      return switch (operator) {
        case EXISTS -> written;
        case ABSENT -> "!" + written;
        case IN ->
            values.size() == 1
                ? written + "=" + list(values)
                : written + " in (" + list(values) + ")";
        case NOT_IN ->
            values.size() == 1
                ? written + "!=" + list(values)
                : written + " notin (" + list(values) + ")";
      };
    }

    private static String list(Set<String> values) {
      return values.stream().map(SelectorText::word).collect(Collectors.joining(","));
    }
  }

  /**
   * Reads {@code k=v,k!=v,k in (a,b),k notin (a,b),k,!k}; blank text is {@link #ALL}. A key or a
   * value with other signs stands in quotes, as JSON has them.
   *
   * @throws InvalidInput with a message that says where and what is wrong
   */
  public static AgentSelector parse(String text) {
    return text.isBlank() ? ALL : new AgentSelector(new SelectorText(text).terms());
  }

  /** Reads several, all of which must hold; none is {@link #ALL}. */
  public static AgentSelector parseAll(List<String> texts) {
    return new AgentSelector(
        texts.stream().map(AgentSelector::parse).flatMap(each -> each.terms.stream()).toList());
  }

  /** The same, and this one must hold as well. */
  public AgentSelector and(AgentSelector other) {
    return new AgentSelector(Stream.concat(terms.stream(), other.terms.stream()).toList());
  }

  /** Whether it chooses every agent. */
  public boolean isAll() {
    return terms.isEmpty();
  }

  /** Whether every term holds of an agent. */
  public boolean matches(AgentState agent) {
    return matches(agent, (of, key) -> Selector.value(of, key, false));
  }

  /** Whether every term holds of what has these values. */
  public boolean matches(Function<String, Optional<String>> values) {
    return matches(values, Function::apply);
  }

  /** Nothing is made for each that is asked: there may be 20,000. */
  private <T> boolean matches(T of, BiFunction<T, String, Optional<String>> value) {
    for (Term term : terms) {
      if (!term.holds(value.apply(of, term.key).orElse(null))) {
        return false;
      }
    }
    return true;
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(","));
  }
}
