/**
 * The agents' connections: both transports on one port, mailboxes, outboxes, pings, drain; and what
 * both ports have in common.
 */
@NullMarked
package io.muster.session;

import org.jspecify.annotations.NullMarked;
