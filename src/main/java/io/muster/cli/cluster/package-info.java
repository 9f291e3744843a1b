/** {@code muster cluster}: Infinispan servers and Muster instances on the loopback address. */
@NullMarked
package io.muster.cli.cluster;

import org.jspecify.annotations.NullMarked;
