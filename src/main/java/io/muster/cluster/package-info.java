/**
 * What several instances on one store need to act as one: who is alive, who leads, what changed.
 * Ports and pure logic; the adapters are in {@code store.cluster}.
 */
@NullMarked
package io.muster.cluster;

import org.jspecify.annotations.NullMarked;
