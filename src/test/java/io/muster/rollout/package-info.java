@NullMarked
package io.muster.rollout;

import org.jspecify.annotations.NullMarked;
