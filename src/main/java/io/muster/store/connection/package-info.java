/** The connection feature's port on the store. */
@NullMarked
package io.muster.store.connection;

import org.jspecify.annotations.NullMarked;
