/**
 * Settings of the agents' connections (field 4 of ServerToAgent): where to connect, with which
 * headers, how often to report. Set by operators, offered to agents that take them.
 */
@NullMarked
package io.muster.connection;

import org.jspecify.annotations.NullMarked;
