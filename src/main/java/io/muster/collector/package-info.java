/**
 * What an OpenTelemetry Collector makes of a config: its model, the checks that it would make at
 * its start, its components, and what of an effective config differs from a desired one.
 */
@NullMarked
package io.muster.collector;

import org.jspecify.annotations.NullMarked;
