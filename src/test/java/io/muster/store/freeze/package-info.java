@NullMarked
package io.muster.store.freeze;

import org.jspecify.annotations.NullMarked;
