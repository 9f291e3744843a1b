package io.muster.plan;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whose state this is, the same on all instances and after every restart: what hides a secret says
 * where the secret is, so that another server does not put one of its own in its place.
 * Thread-safe; blocks until it was read once.
 */
@Singleton
public final class Origin {

  private static final Logger LOG = Logger.getLogger(Origin.class);

  private final OriginStore store;
  private volatile @Nullable String known;

  /** Over this store. */
  public Origin(OriginStore store) {
    this.store = store;
  }

  /** The identity; null if there is none yet and the store takes none now. */
  public @Nullable String id() {
    String id = known;
    if (id == null) {
      id = read();
      known = id;
    }
    return id;
  }

  private @Nullable String read() {
    try {
      Optional<String> stored = store.read();
      if (stored.isEmpty()) {
        var _ = store.add(UUID.randomUUID().toString());
        stored = store.read();
      }
      return stored.orElse(null);
    } catch (RuntimeException e) {
      // What is read must not fail because nothing can be written.
      LOG.warnf("event=origin_unknown reason=%s", e);
      return null;
    }
  }
}
