package io.muster.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.config.StateBackup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Copies of the store of this server, one at a time. Thread-safe. */
@Singleton
final class StoredBackup implements StateBackup {

  private static final Logger LOG = Logger.getLogger(StoredBackup.class);

  /** Nobody reads a copy that was not begun after so long: who asked for it is gone. */
  private static final long ABANDONED = Duration.ofMinutes(1).toNanos();

  private final KeyValueStore store;

  @GuardedBy("this")
  private boolean making;

  @GuardedBy("this")
  private @Nullable OfFile current;

  StoredBackup(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Outcome make() {
    if (!begin()) {
      return new Outcome.Busy();
    }
    OfFile made = null;
    try {
      Optional<Path> file = store.copy();
      if (file.isEmpty()) {
        return new Outcome.NotOffered(
            "the store of several instances is backed up by an export (muster export), or by"
                + " Infinispan's own means");
      }
      made = new OfFile(file.get());
      LOG.infof("event=backup_made bytes=%d", made.bytes());
      return new Outcome.Made(made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ended(made);
    }
  }

  private synchronized boolean begin() {
    if (current != null && current.isAbandoned()) {
      current.close();
    }
    if (making || current != null) {
      return false;
    }
    making = true;
    return true;
  }

  private synchronized void ended(@Nullable OfFile made) {
    making = false;
    current = made;
  }

  private synchronized void closed(OfFile copy) {
    if (current == copy) {
      current = null;
    }
  }

  /** A copy in a file, which is deleted in the end. */
  private final class OfFile implements Copy {

    private final Path file;
    private final long bytes;
    private final String digest;
    private final long made = System.nanoTime();
    private volatile boolean begun;

    OfFile(Path file) throws IOException {
      this.file = file;
      this.bytes = Files.size(file);
      this.digest = digestOf(file);
    }

    boolean isAbandoned() {
      return !begun && System.nanoTime() - made > ABANDONED;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public String digest() {
      return digest;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      begun = true;
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(out);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warnf("event=backup_left file=%s reason=\"%s\"", file, e.getMessage());
      } finally {
        closed(this);
      }
    }
  }

  private static String digestOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
      return Base64.getEncoder().encodeToString(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
