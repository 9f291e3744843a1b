/** The port of the audit log on the store. */
@NullMarked
package io.muster.store.audit;

import org.jspecify.annotations.NullMarked;
