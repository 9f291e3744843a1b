/** Sets of OTTL rules: what they are, and how they are put into a collector's config. Pure. */
@NullMarked
package io.muster.config.rules;

import org.jspecify.annotations.NullMarked;
