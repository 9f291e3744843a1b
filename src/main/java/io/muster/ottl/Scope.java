package io.muster.ottl;

import java.util.Set;

/**
 * What a statement or condition may use.
 *
 * @param context what it works on
 * @param functions it may call
 * @param prefixed whether each path has to begin with the name of a context
 */
record Scope(Language language, ContextData context, Set<String> functions, boolean prefixed) {

  static Scope statements(Language language, ContextData context, boolean prefixed) {
    return new Scope(language, context, context.statements(), prefixed);
  }

  static Scope conditions(Language language, ContextData context, boolean prefixed) {
    return new Scope(language, context, context.conditions(), prefixed);
  }
}
