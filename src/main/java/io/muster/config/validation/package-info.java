/**
 * Checks configs of OpenTelemetry Collectors as the collector itself would: what its sections and
 * pipelines name, how connectors join them, which components an agent has. Pure but for the
 * optional external check. Uses the configs' own types; the catalogue knows nothing of it.
 */
@NullMarked
package io.muster.config.validation;

import org.jspecify.annotations.NullMarked;
