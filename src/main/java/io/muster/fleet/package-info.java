/**
 * The known agents: applies reports, keeps presence, decides what is offered when; ports to the
 * store, to the offers and to the connections.
 */
@NullMarked
package io.muster.fleet;

import org.jspecify.annotations.NullMarked;
