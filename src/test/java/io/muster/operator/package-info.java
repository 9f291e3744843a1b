/** An operator of a running server, as tests of all packages need one. */
@NullMarked
package io.muster.operator;

import org.jspecify.annotations.NullMarked;
