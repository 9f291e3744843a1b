/**
 * Property tests over plain JUnit: random cases from a seed, and of a failure the smallest case. A
 * case is the sequence of random choices behind it, and what is made smaller is that sequence.
 */
@NullMarked
package io.muster.property;

import org.jspecify.annotations.NullMarked;
