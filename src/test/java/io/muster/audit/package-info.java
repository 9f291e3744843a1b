@NullMarked
package io.muster.audit;

import org.jspecify.annotations.NullMarked;
