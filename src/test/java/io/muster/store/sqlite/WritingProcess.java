package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.DESIRED;

import com.google.protobuf.ByteString;
import io.muster.store.Lifespan;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A process that writes until it is killed, and prints a line for each key when the write is
 * acknowledged: {@code <round>-<thread>-<number>;}. Some keys are written one by one, some in
 * batches.
 */
final class WritingProcess {

  static final int BATCH = 20;
  private static final int THREADS = 4;

  private final SqliteStore store;
  private final String round;

  private WritingProcess(SqliteStore store, String round) {
    this.store = store;
    this.round = round;
  }

  /** Takes the folder and the number of the round. */
  public static void main(String[] args) {
    WritingProcess process = new WritingProcess(Stores.open(Path.of(args[0])), args[1]);
    for (int i = 0; i < THREADS; i++) {
      String name = args[1] + "-" + i;
      Thread.ofPlatform().start(() -> process.write(name));
    }
    Thread.ofPlatform().start(process::writeBatches);
  }

  /** The value that a key has. */
  static ByteString value(String key) {
    return ByteString.copyFromUtf8(key.repeat(100));
  }

  private void write(String name) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int i = 0; ; i++) {
      String key = name + "-" + i;
      store.put(AGENTS, key, value(key), Lifespan.FOREVER).join();
      out.print(key + ";\n");
      out.flush();
    }
  }

  private void writeBatches() {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int i = 0; ; i++) {
      Map<String, ByteString> batch = new HashMap<>();
      for (int j = 0; j < BATCH; j++) {
        String key = round + "-batch-" + i + "-" + j;
        batch.put(key, value(key));
      }
      store.putAll(DESIRED, batch, Lifespan.FOREVER).join();
      out.print(round + "-batch-" + i + ";\n");
      out.flush();
    }
  }
}
