package io.muster.fleet;

import io.muster.protocol.ContentHash;
import java.util.Set;

/**
 * Somebody beside the agents' reports who names stored contents, such as baselines: what is in use
 * does not go when the last agent has replaced it. Found by injection.
 */
@FunctionalInterface
public interface ContentUse {

  /** What is in use now; quick, from memory. */
  Set<ContentHash> inUse(ContentStore.Kind kind);
}
