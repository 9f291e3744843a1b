@NullMarked
package io.muster.store.connection;

import org.jspecify.annotations.NullMarked;
