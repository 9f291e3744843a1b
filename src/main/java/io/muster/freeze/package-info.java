/**
 * Freezes: while one holds for an agent, nothing that changes it is sent to it, but what is taken
 * back (SEMANTICS 36). Here is what is frozen; {@code fleet} keeps to it where all offers and
 * commands are decided.
 */
@NullMarked
package io.muster.freeze;

import org.jspecify.annotations.NullMarked;
