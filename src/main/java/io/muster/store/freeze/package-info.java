/** The port of freezes on the store. */
@NullMarked
package io.muster.store.freeze;

import org.jspecify.annotations.NullMarked;
