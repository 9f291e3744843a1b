@NullMarked
package io.muster.session.tls;

import org.jspecify.annotations.NullMarked;
