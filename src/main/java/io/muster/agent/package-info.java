/**
 * What an agent is: what it reports of itself, what the server knows about it, its labels and
 * selectors. Immutable values, no I/O.
 */
@NullMarked
package io.muster.agent;

import org.jspecify.annotations.NullMarked;
