@NullMarked
package io.muster.store.operator;

import org.jspecify.annotations.NullMarked;
