/**
 * The stream of events: what happens to the fleet and to the policy, told to readers as it does.
 */
@NullMarked
package io.muster.api.events;

import org.jspecify.annotations.NullMarked;
