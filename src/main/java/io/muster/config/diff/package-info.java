/** What changes from one config document to another. */
@NullMarked
package io.muster.config.diff;

import org.jspecify.annotations.NullMarked;
