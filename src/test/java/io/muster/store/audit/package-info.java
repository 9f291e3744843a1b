@NullMarked
package io.muster.store.audit;

import org.jspecify.annotations.NullMarked;
