package io.muster.store.audit;

import io.muster.audit.AuditStore;
import io.muster.store.KeyValueStore;

/** The port of the audit log on any store, for tests of other packages. */
public final class AuditStores {

  private AuditStores() {}

  /** The port on this store. */
  public static AuditStore on(KeyValueStore store) {
    return new StoredAudit(store);
  }
}
