/**
 * OpAMP by hand: a bare WebSocket and a bare HTTP/1.1 connection that can send anything, and an
 * agent on top of either. Shares nothing with the server but the generated protobuf classes.
 */
@NullMarked
package io.muster.conformance.wire;

import org.jspecify.annotations.NullMarked;
