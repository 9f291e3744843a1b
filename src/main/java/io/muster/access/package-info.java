/** Operators, their tokens, and what they may do. */
@NullMarked
package io.muster.access;

import org.jspecify.annotations.NullMarked;
