/**
 * An agent for tests of the server: what it says ({@code TestAgent}), and how: step by step ({@code
 * Conversation}), or as it happens ({@code AgentSocket}). The raw-wire suite has one of its own,
 * which shares no code with the server; the simulator has another, for fleets.
 */
@NullMarked
package io.muster.testagent;

import org.jspecify.annotations.NullMarked;
