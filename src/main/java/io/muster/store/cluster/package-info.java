/** What instances tell each other, on the key-value store. */
@NullMarked
package io.muster.store.cluster;

import org.jspecify.annotations.NullMarked;
