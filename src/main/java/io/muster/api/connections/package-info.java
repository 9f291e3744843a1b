/** Connection settings of agents over REST. */
@NullMarked
package io.muster.api.connections;

import org.jspecify.annotations.NullMarked;
