/** REST: freezes. */
@NullMarked
package io.muster.api.freeze;

import org.jspecify.annotations.NullMarked;
