package io.muster.ottl;

import org.jspecify.annotations.Nullable;

/**
 * A change to telemetry, and when it is made.
 *
 * @param editor the call that makes it
 * @param where null if it is always made
 */
public record Statement(Expression.Call editor, @Nullable Condition where) {}
