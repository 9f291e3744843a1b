package io.muster.collector;

/**
 * Where something is written.
 *
 * @param line from 1
 * @param column from 1, in characters; 0 if unknown
 */
record SourcePosition(String file, int line, int column) {}
