/** What every resource of the API shares: errors, entity tags, cursors, limits, permissions. */
@NullMarked
package io.muster.api.http;

import org.jspecify.annotations.NullMarked;
