package io.muster.store.infinispan;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.process.InfinispanJars;
import io.muster.store.CacheName;
import io.muster.telemetry.StoreMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.jspecify.annotations.Nullable;

/**
 * A real Infinispan Server for the tests of this JVM: started by the first that asks, stopped with
 * the JVM. The caches are emptied between tests.
 */
final class RealServer {

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(RealServer::stop));
  }

  private static @Nullable InfinispanServers servers;
  private static @Nullable Child child;
  private static @Nullable Path folder;

  private RealServer() {}

  /** The options to reach it; starts it if it does not run. */
  static synchronized InfinispanOptions options() {
    if (servers == null) {
      try {
        folder = Files.createTempDirectory("muster-infinispan-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      servers = InfinispanJars.servers(folder);
      child = start(servers);
    }
    return options(servers);
  }

  /** How to reach these, with the values they take. */
  static InfinispanOptions options(InfinispanServers servers) {
    return InfinispanOptions.of(Server.parse(servers.hosts())).withMaxValue(64 << 20);
  }

  /** Starts the first of them, and waits until it serves. */
  static Child start(InfinispanServers servers) {
    Child started = servers.start(0);
    try {
      servers.await(started);
      return started;
    } catch (InterruptedException e) {
      started.kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
  }

  /** Where it is, as {@code --infinispan} has it. */
  static String hosts() {
    return options().servers().stream().map(Server::toString).collect(Collectors.joining(";"));
  }

  /** A store on it, whose caches are empty. */
  static InfinispanStore emptyStore() {
    InfinispanOptions options = options();
    try (RemoteCacheManager client = Clients.hotRod(options)) {
      client.start();
      Set<String> there = client.getCacheNames();
      for (CacheName name : CacheName.values()) {
        if (there.contains(name.text())) {
          client.getCache(name.text()).clear();
        }
      }
    }
    return open(options);
  }

  static InfinispanStore open(InfinispanOptions options) {
    return InfinispanStore.open(
        options, new StoreMetrics(new SimpleMeterRegistry()), Circuit.none());
  }

  private static synchronized void stop() {
    if (child != null) {
      child.stop(Duration.ofSeconds(20));
    }
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
