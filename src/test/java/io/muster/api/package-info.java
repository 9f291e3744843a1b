@NullMarked
package io.muster.api;

import org.jspecify.annotations.NullMarked;
