/** Rollouts in the store. */
@NullMarked
package io.muster.store.rollout;

import org.jspecify.annotations.NullMarked;
