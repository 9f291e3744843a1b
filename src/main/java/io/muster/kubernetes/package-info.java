/**
 * ConfigMaps as a source of configs: lists and watches those that a label selects, applies them as
 * an operator's manifests would be, and writes back what became of it.
 */
@NullMarked
package io.muster.kubernetes;

import org.jspecify.annotations.NullMarked;
