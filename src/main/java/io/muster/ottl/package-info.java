/**
 * The OpenTelemetry Transformation Language: lexer, parser, tree, printer, and checks against what
 * a version of the collector knows. Pure; depends on nothing.
 */
@NullMarked
package io.muster.ottl;

import org.jspecify.annotations.NullMarked;
