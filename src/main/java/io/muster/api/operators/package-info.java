/** Operators, their tokens, and who one is. */
@NullMarked
package io.muster.api.operators;

import org.jspecify.annotations.NullMarked;
