package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.DESIRED;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.Lifespan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server killed with SIGKILL at any moment has lost nothing that it acknowledged. */
class SqliteKillTest {

  private static final int ROUNDS = 4;
  private static final int MOST_WRITES = 3_000;

  @TempDir Path folder;

  @Test
  void everyAcknowledgedWriteIsThereAfterAKill() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(writeAndKill(round, 1 + random.nextInt(MOST_WRITES)));
      try (SqliteStore store = Stores.open(folder)) {
        acknowledged.forEach(key -> assertStored(store, key));
        store.put(AGENTS, "after-" + round, Stores.text("x"), Lifespan.FOREVER).join();
      }
    }
    System.out.println("acknowledged=" + acknowledged.size() + " missing=0 kills=" + ROUNDS);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS);
    assertThat(unpackedLibraries()).as("libraries left by killed servers").isLessThanOrEqualTo(2);
  }

  private List<String> writeAndKill(int round, int writes) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                folder.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(";")) { // the last one may be torn
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (acknowledged.size() == writes) {
          process.toHandle().destroyForcibly(); // unlike the process's own, leaves the pipe open
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("exit code of a process killed by SIGKILL").isEqualTo(137);
    return acknowledged;
  }

  private static void assertStored(SqliteStore store, String key) {
    if (key.contains("batch")) {
      for (int i = 0; i < WritingProcess.BATCH; i++) {
        assertStored(store, DESIRED, key + "-" + i);
      }
    } else {
      assertStored(store, AGENTS, key);
    }
  }

  private static void assertStored(SqliteStore store, CacheName cache, String key) {
    assertThat(store.get(cache, key).map(Entry::value))
        .as("acknowledged write of %s", key)
        .contains(WritingProcess.value(key));
  }

  private int unpackedLibraries() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("native"))) {
      return (int) files.count();
    }
  }
}
