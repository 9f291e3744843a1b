/**
 * The whole state in one YAML file: written by a running server, read by one whose store is still
 * empty (docs/design/export.md).
 */
@NullMarked
package io.muster.store.export;

import org.jspecify.annotations.NullMarked;
