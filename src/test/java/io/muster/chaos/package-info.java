/**
 * The chaos suite ({@code benchmarks/chaos}): a cluster and agents in real processes that are
 * killed, stopped and cut off from each other by a seed while operators change things, and what
 * must hold afterwards. Start reading at {@code Run}; the invariants are in {@code Invariants}.
 */
@NullMarked
package io.muster.chaos;

import org.jspecify.annotations.NullMarked;
