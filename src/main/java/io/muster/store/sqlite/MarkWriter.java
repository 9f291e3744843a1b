package io.muster.store.sqlite;

import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * When the folder's mark is written: at most every 5 s after a commit, and at the stop. Confined to
 * the writer's thread.
 */
final class MarkWriter {

  private static final Logger LOG = Logger.getLogger(MarkWriter.class);

  /** What is committed in this time before a crash is not missed by the next start. */
  static final Duration BETWEEN = Duration.ofSeconds(5);

  private final DataFolder folder;
  private boolean pending;
  private long due = System.nanoTime();
  private boolean failed;

  MarkWriter(DataFolder folder) {
    this.folder = folder;
  }

  /** Something is being committed, which no mark knows of. */
  void changed() {
    pending = true;
  }

  /** Whether a mark belongs into the next commit. */
  boolean due() {
    return pending && System.nanoTime() - due >= 0;
  }

  /** How long to wait for writes before a mark is made without them. */
  Duration patience(Duration otherwise) {
    return pending && BETWEEN.compareTo(otherwise) < 0 ? BETWEEN : otherwise;
  }

  /** The commit with the mark is durable. */
  void committed(Mark mark) {
    pending = false;
    due = System.nanoTime() + BETWEEN.toNanos();
    try {
      mark.write(folder);
      failed = false;
    } catch (IOException | RuntimeException e) {
      // An older mark is true as well, only less of a guard.
      if (!failed) {
        LOG.warnf("event=mark_not_written reason=\"%s\"", e.getMessage());
      }
      failed = true;
    }
  }
}
