/**
 * What agents should run: named configs with immutable revisions, targets that bind agents to them,
 * the policy made of both, and the offer that carries it. Ports to the store.
 */
@NullMarked
package io.muster.config;

import org.jspecify.annotations.NullMarked;
