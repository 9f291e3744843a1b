/** The packaged server as a child process: how integration tests start, stop, kill and read it. */
@NullMarked
package io.muster.process;

import org.jspecify.annotations.NullMarked;
