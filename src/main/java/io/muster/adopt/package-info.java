/**
 * What agents run now, as configs and targets to be put: how a fleet that was configured by other
 * means comes under control without being sent anything.
 */
@NullMarked
package io.muster.adopt;

import org.jspecify.annotations.NullMarked;
