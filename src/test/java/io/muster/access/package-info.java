@NullMarked
package io.muster.access;

import org.jspecify.annotations.NullMarked;
