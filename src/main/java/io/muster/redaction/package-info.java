/**
 * Secrets in what agents say: which keys name them, and how they are taken out of lines, YAML and
 * other text. Pure.
 */
@NullMarked
package io.muster.redaction;

import org.jspecify.annotations.NullMarked;
