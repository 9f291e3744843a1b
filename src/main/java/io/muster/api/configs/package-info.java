/** Configs, rule sets, targets and the default config over REST. */
@NullMarked
package io.muster.api.configs;

import org.jspecify.annotations.NullMarked;
