/** Plans over REST, and applying them. */
@NullMarked
package io.muster.api.plans;

import org.jspecify.annotations.NullMarked;
