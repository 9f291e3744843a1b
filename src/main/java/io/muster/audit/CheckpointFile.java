package io.muster.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps checkpoints in a file outside the store, one behind the other: at most one a minute, and
 * {@value #LARGEST} bytes; then the file becomes {@code ….1}, and the one before is gone. For one
 * thread.
 */
final class CheckpointFile implements Consumer<String> {

  private static final Logger LOG = Logger.getLogger(CheckpointFile.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** About 60,000 checkpoints. */
  static final long LARGEST = 16L << 20;

  private final Path file;
  private final InstantSource clock;
  private String last = "";
  private @Nullable Instant written;
  private boolean failing;

  CheckpointFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public void accept(String checkpoint) {
    Instant now = clock.instant();
    if (checkpoint.equals(last)
        || written != null && !now.isBefore(written) && now.isBefore(written.plus(EVERY))) {
      return;
    }
    try {
      if (Files.exists(file) && Files.size(file) > LARGEST) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          checkpoint + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      last = checkpoint;
      written = now;
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.errorf("event=audit_checkpoint_not_kept file=%s reason=\"%s\"", file, e);
      }
      failing = true;
    }
  }
}
