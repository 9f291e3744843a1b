package io.muster.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.store.export.StateImport;
import io.muster.store.infinispan.Circuit;
import io.muster.store.infinispan.InfinispanOptions;
import io.muster.store.infinispan.InfinispanSettings;
import io.muster.store.infinispan.InfinispanStore;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens the store with the server and closes it with the server. */
@Singleton
final class StoreProducer {

  @Produces
  @Singleton
  KeyValueStore open(
      @ConfigProperty(name = "muster.data", defaultValue = "muster-data") Path folder,
      StoreSettings settings,
      InfinispanSettings infinispan,
      InstantSource time,
      MeterRegistry registry) {
    try {
      StoreMetrics metrics = new StoreMetrics(registry);
      KeyValueStore store = open(folder, settings, infinispan, time, metrics);
      metrics.damaged(store.damaged()::count);
      settings.importFile().ifPresent(file -> bringIn(file, store, time));
      return store;
    } catch (CannotOpenStore e) {
      // Without a cause: the message alone is printed. A PreventFurtherStepsException would be
      // swallowed by the generated start-up code, and the message with it.
      throw new ConfigurationException(e.getMessage());
    }
  }

  private static KeyValueStore open(
      Path folder,
      StoreSettings settings,
      InfinispanSettings infinispan,
      InstantSource time,
      StoreMetrics metrics) {
    return switch (settings.kind()) {
      case SQLITE -> SqliteStore.open(sqlite(folder, settings), time, metrics);
      case INFINISPAN ->
          InfinispanStore.open(
              InfinispanOptions.of(
                  infinispan, settings.queuedRows(), settings.queuedBytes().asLongValue()),
              metrics,
              Circuit.breaker(metrics));
    };
  }

  private static void bringIn(Path file, KeyValueStore store, InstantSource time) {
    try {
      StateImport.run(store, file, time);
    } catch (CannotOpenStore e) {
      store.close();
      throw e;
    }
  }

  void close(@Disposes KeyValueStore store) {
    store.close();
  }

  private static SqliteSettings sqlite(Path folder, StoreSettings settings) {
    return new SqliteSettings(
        folder,
        settings.maxSize().map(size -> size.asLongValue()).orElse(0L),
        settings.readers(),
        settings.queuedRows(),
        settings.queuedBytes().asLongValue(),
        settings.purgeInterval(),
        settings.acceptLoss());
  }
}
