/**
 * Staged change: a config is brought to a target's agents stage by stage, each behind its gates,
 * and taken back by itself when one of them trips (SEMANTICS 19 to 22). A pure state machine of
 * records, driven by the clock on the instance that leads; it writes only a target's split.
 */
@NullMarked
package io.muster.rollout;

import org.jspecify.annotations.NullMarked;
