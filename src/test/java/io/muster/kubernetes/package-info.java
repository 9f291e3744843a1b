@NullMarked
package io.muster.kubernetes;

import org.jspecify.annotations.NullMarked;
