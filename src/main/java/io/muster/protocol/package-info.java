/** OpAMP on the wire: framing, decoding, encoding, limits, hashes. Pure: no state, no I/O. */
@NullMarked
package io.muster.protocol;

import org.jspecify.annotations.NullMarked;
