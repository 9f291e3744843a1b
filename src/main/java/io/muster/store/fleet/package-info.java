/** Adapters of the fleet's ports: agents and what they share. */
@NullMarked
package io.muster.store.fleet;

import org.jspecify.annotations.NullMarked;
