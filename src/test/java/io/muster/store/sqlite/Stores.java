package io.muster.store.sqlite;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;

/** Stores for tests. */
final class Stores {

  private Stores() {}

  static SqliteStore open(Path folder) {
    return open(SqliteSettings.in(folder));
  }

  static SqliteStore open(SqliteSettings settings) {
    return open(settings, new SimpleMeterRegistry());
  }

  static SqliteStore open(SqliteSettings settings, MeterRegistry registry) {
    return SqliteStore.open(settings, InstantSource.system(), new StoreMetrics(registry));
  }

  static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
