/** The audit log: what is noted of requests, search, proofs, the log itself. */
@NullMarked
package io.muster.api.audit;

import org.jspecify.annotations.NullMarked;
