/** Work that is done again and again by the clock, and heavy work on few threads. */
@NullMarked
package io.muster.schedule;

import org.jspecify.annotations.NullMarked;
