/**
 * How things fail, by type: what is refused because of who sent it, what cannot be reached now,
 * what may be behind; and what was probably meant. Pure; under all the others.
 */
@NullMarked
package io.muster.failure;

import org.jspecify.annotations.NullMarked;
