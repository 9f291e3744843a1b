package io.muster.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads the lines of a watch until it ends or is closed. */
final class WatchStream implements ConfigMapApi.Watching {

  /** Most bytes of a line: a ConfigMap of 1 MiB, and what JSON may make of it. */
  static final int MAX_LINE = 8 << 20;

  private final InputStream in;
  private final Consumer<ConfigMapChange> changes;
  private volatile boolean closed;

  WatchStream(InputStream in, Consumer<ConfigMapChange> changes) {
    this.in = in;
    this.changes = changes;
  }

  /** Blocks until the end. */
  void read() {
    ConfigMapChange last;
    try (in) {
      last = lines();
    } catch (IOException | RuntimeException e) {
      last = new ConfigMapChange.Ended("the watch broke: " + e);
    }
    tell(last);
  }

  private ConfigMapChange lines() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] some = new byte[16 << 10];
    int read;
    while ((read = in.read(some)) >= 0) {
      int from = 0;
      for (int i = 0; i < read; i++) {
        if (some[i] == '\n') {
          line.write(some, from, i - from);
          from = i + 1;
          ConfigMapChange change = ConfigMapJson.change(line.toString(StandardCharsets.UTF_8));
          line.reset();
          if (change instanceof ConfigMapChange.Expired
              || change instanceof ConfigMapChange.Ended) {
            return change;
          }
          tell(change);
        }
      }
      line.write(some, from, read - from);
      if (line.size() > MAX_LINE) {
        return new ConfigMapChange.Ended("the watch told a line of more than 8 MiB");
      }
    }
    return new ConfigMapChange.Ended("");
  }

  private void tell(ConfigMapChange change) {
    if (!closed) {
      changes.accept(change);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      in.close();
    } catch (IOException e) {
      // It is over either way.
    }
  }
}
