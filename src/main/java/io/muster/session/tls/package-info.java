/** TLS on the agents' port: certificate files and their renewal, the engine, handshakes. */
@NullMarked
package io.muster.session.tls;

import org.jspecify.annotations.NullMarked;
