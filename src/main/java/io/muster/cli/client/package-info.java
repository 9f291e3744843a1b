/**
 * Operators' commands (docs/reference/cli.md): the REST API of a running server from a terminal.
 * They know paths and JSON, not the server's classes, so that they also speak to another version.
 */
@NullMarked
package io.muster.cli.client;

import org.jspecify.annotations.NullMarked;
