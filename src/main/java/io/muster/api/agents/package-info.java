/**
 * Agents over REST: lists, one agent, its labels, what is done with it, and why it does not run
 * what it should.
 */
@NullMarked
package io.muster.api.agents;

import org.jspecify.annotations.NullMarked;
