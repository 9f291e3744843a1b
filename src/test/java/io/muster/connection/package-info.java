@NullMarked
package io.muster.connection;

import org.jspecify.annotations.NullMarked;
