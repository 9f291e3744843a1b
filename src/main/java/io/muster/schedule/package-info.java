/** Work that is done again and again by the clock. */
@NullMarked
package io.muster.schedule;

import org.jspecify.annotations.NullMarked;
