package io.muster.ottl;

import java.util.Set;

/**
 * What may be used in one context.
 *
 * @param contexts whose paths may be used, itself among them
 * @param statements functions that statements may call
 * @param conditions converters that the conditions of filters may call
 * @param symbols names for numbers
 */
record ContextData(
    String name,
    Set<String> contexts,
    Set<String> statements,
    Set<String> conditions,
    Set<String> symbols) {
  ContextData {
    contexts = Set.copyOf(contexts);
    statements = Set.copyOf(statements);
    conditions = Set.copyOf(conditions);
    symbols = Set.copyOf(symbols);
  }
}
