package io.muster.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room on the disk of the database, as it was read lately. */
class DiskSpaceTest {

  private static final Duration A_READ = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Path database = Path.of("");

  @BeforeEach
  void aDatabase() throws IOException {
    database = Files.write(folder.resolve("muster.db"), new byte[1000]);
  }

  @Test
  void itIsKnownAtOnceAndCountsTheLogOfTheDatabase() throws IOException {
    Files.write(folder.resolve("muster.db-wal"), new byte[234]);
    DiskSpace space = DiskSpace.of(database);
    assertThat(space.database()).isEqualTo(1234);
    assertThat(space.size()).isPositive().isEqualTo(Files.getFileStore(folder).getTotalSpace());
    assertThat(space.free()).isPositive().isLessThanOrEqualTo(space.size());
  }

  @Test
  void itIsReadAgainByTheWay() throws IOException {
    DiskSpace space = DiskSpace.of(database);
    Files.write(database, new byte[5000]);
    await().atMost(A_READ).until(() -> space.database() == 5000);
  }

  @Test
  void whatCannotBeReadAnyMoreStaysAsItWas() throws IOException {
    DiskSpace space = DiskSpace.of(database);
    long size = space.size();
    Files.delete(database);
    assertThat(space.database()).isEqualTo(1000);
    // A look goes astray; the next one finds the file again.
    await()
        .pollDelay(Duration.ofMillis(1100))
        .atMost(A_READ)
        .until(() -> space.database() == 1000 && space.size() == size);
    Files.write(database, new byte[7]);
    await().atMost(A_READ).until(() -> space.database() == 7);
  }
}
