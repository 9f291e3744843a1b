package io.muster.ottl;

/**
 * In what the grammars of the collector's versions differ.
 *
 * @param lambdas functions may be written in place: {@code (x) => x}
 * @param looseLists the commas between the first items of a list may be left out
 * @param mapKeys keys of maps may be paths and calls, not only text
 */
public record Grammar(boolean lambdas, boolean looseLists, boolean mapKeys) {

  /** That of the newest version: for collectors of which nothing is known. */
  public static final Grammar NEWEST = new Grammar(true, false, true);
}
