/** The whole state of a server over REST. */
@NullMarked
package io.muster.api.state;

import org.jspecify.annotations.NullMarked;
