/**
 * What agents should have: targets, how they share agents, the default config, and {@code
 * desired()}, the function of an agent and the policy in force. Owns the offer of a config.
 */
@NullMarked
package io.muster.policy;

import org.jspecify.annotations.NullMarked;
