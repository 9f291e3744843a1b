/** Names and tags of every metric, and the health checks. */
@NullMarked
package io.muster.telemetry;

import org.jspecify.annotations.NullMarked;
