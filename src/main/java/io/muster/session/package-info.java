/** The agents' connections: both transports on one port, mailboxes, outboxes, pings, drain. */
@NullMarked
package io.muster.session;

import org.jspecify.annotations.NullMarked;
