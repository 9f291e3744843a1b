/** Adapters of the ports of configs, targets and settings. */
@NullMarked
package io.muster.store.config;

import org.jspecify.annotations.NullMarked;
