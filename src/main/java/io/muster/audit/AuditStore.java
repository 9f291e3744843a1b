package io.muster.audit;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps entries that wait to be logged, and the log.
 *
 * <p>Methods block until the answer is known, a change until it is durable, and throw the store's
 * own unchecked exception when the store is not there; a change may then have happened or not. Safe
 * for any number of threads and instances.
 */
public interface AuditStore {

  /**
   * The head and its version.
   *
   * @param version made by the store, compared for equality only; a head that was replaced has
   *     another one
   */
  record Versioned(LogHead value, long version) {}

  /** Writes an entry that waits to be logged: as asked for, before anything is done. */
  void waits(AuditEntry entry);

  /** The same without blocking; to say how it ended. */
  CompletableFuture<Void> ended(AuditEntry entry);

  /** Entries that wait, in no order, so many at most. */
  List<AuditEntry> waiting(int most);

  /** These wait no more; ids that do not are passed over. */
  void settle(Collection<String> ids);

  /** The end of the log; empty if nothing was ever logged. */
  Optional<Versioned> head();

  /** Begins the log; false, and nothing changed, if there is one. */
  boolean begin(LogHead first);

  /** Replaces the end of the log; false, and nothing changed, at another version. */
  boolean replace(LogHead next, long expectedVersion);

  /** Keeps a bundle, for good; the same lines every time for the same number. */
  void keepBundle(long number, List<String> lines);

  /** A bundle, counted from 0; empty if it is not there. */
  Optional<List<String>> bundle(long number);

  /** Keeps the roots of as many bundles as a bundle has lines, for good. */
  void keepRoots(long number, List<Hash> roots);

  /** Such roots, counted from 0; empty if they are not there. */
  Optional<List<Hash>> roots(long number);

  /** The key of the log, the same on all instances; made when it is asked for the first time. */
  CheckpointKey key();
}
