/**
 * YAML and JSON as configs have them, read within bounds, with the places of what is in them and
 * the problems found there.
 */
@NullMarked
package io.muster.config.syntax;

import org.jspecify.annotations.NullMarked;
