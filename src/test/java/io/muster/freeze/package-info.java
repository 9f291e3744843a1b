@NullMarked
package io.muster.freeze;

import org.jspecify.annotations.NullMarked;
