/**
 * The API of operators: REST under /api/v1, events as SSE, errors as problem+json (RFC 9457). It
 * shows and changes what the features own; it keeps nothing itself.
 */
@NullMarked
package io.muster.api;

import org.jspecify.annotations.NullMarked;
