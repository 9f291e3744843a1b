/** Rollouts over REST. */
@NullMarked
package io.muster.api.rollouts;

import org.jspecify.annotations.NullMarked;
