/**
 * What would change, for whom, before anything is written: manifests laid over the policy in force,
 * agents grouped by what they have and what they would get, and the checks of each group. Then the
 * same manifests applied, if the world is still the one that was planned for.
 */
@NullMarked
package io.muster.config.plan;

import org.jspecify.annotations.NullMarked;
