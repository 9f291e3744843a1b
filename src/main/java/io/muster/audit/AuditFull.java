package io.muster.audit;

import io.muster.failure.Unavailable;

/** So much waits for the log that nothing more may be done without leaving a trace. */
public final class AuditFull extends RuntimeException implements Unavailable {

  private static final long serialVersionUID = 1;

  AuditFull() {
    super(
        AuditTrail.MOST_WAITING
            + " entries wait for the audit log, so no change is taken: see why its leader does not"
            + " log them (event=audit_not_logged). Abort, rollback, revoke and freeze go on");
  }
}
