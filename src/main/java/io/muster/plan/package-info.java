/**
 * The world as manifests would make it: who would change, what speaks against it, and applying it.
 * Asks the checks that a put asks.
 */
@NullMarked
package io.muster.plan;

import org.jspecify.annotations.NullMarked;
