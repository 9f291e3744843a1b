/**
 * Persistence. {@link io.muster.store.KeyValueStore} is what every adapter offers; the adapters of
 * the features' ports are written on it. No feature uses this package.
 */
@NullMarked
package io.muster.store;

import org.jspecify.annotations.NullMarked;
