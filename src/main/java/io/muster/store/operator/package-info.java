/** The operators' port on the store. */
@NullMarked
package io.muster.store.operator;

import org.jspecify.annotations.NullMarked;
