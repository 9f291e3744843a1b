/**
 * Clients that others wrote against the packaged server, through the public endpoints alone: the Go
 * library behind most agents ({@code interop/go}) and the Java client of OpenTelemetry.
 */
@NullMarked
package io.muster.interop;

import org.jspecify.annotations.NullMarked;
