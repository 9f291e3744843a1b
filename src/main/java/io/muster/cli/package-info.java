/** The command line: what runs on this machine; `client` is what operators do on a server. */
@NullMarked
package io.muster.cli;

import org.jspecify.annotations.NullMarked;
