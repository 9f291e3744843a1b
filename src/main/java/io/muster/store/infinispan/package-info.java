/**
 * The store of several nodes: Infinispan Server over Hot Rod. Design: docs/design/infinispan.md.
 */
@NullMarked
package io.muster.store.infinispan;

import org.jspecify.annotations.NullMarked;
