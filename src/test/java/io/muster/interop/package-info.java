/**
 * Clients that others wrote against the packaged server, through the public endpoints alone: the Go
 * library behind most agents ({@code interop/go}), the OpAMP supervisor with a collector ({@code
 * interop/supervisor}), and the clients for Java, Python and Node.
 */
@NullMarked
package io.muster.interop;

import org.jspecify.annotations.NullMarked;
