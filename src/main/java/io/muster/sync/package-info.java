/** Whether agents run what they should, why not, and failures put together by cause. */
@NullMarked
package io.muster.sync;

import org.jspecify.annotations.NullMarked;
