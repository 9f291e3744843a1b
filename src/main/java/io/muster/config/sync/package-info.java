/**
 * Whether agents run what they should (docs/design/sync.md): desired and reported config, effective
 * config, health and presence taken together.
 */
@NullMarked
package io.muster.config.sync;

import org.jspecify.annotations.NullMarked;
