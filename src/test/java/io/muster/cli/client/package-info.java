@NullMarked
package io.muster.cli.client;

import org.jspecify.annotations.NullMarked;
