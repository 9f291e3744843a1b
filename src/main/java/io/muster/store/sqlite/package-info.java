/** The embedded store: one SQLite file in the data folder, for one node. */
@NullMarked
package io.muster.store.sqlite;

import org.jspecify.annotations.NullMarked;
