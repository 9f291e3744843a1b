/** What a native image has to be told, checked on the JVM. */
@NullMarked
package io.muster.nativeimage;

import org.jspecify.annotations.NullMarked;
