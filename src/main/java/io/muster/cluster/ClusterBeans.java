package io.muster.cluster;

import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** Puts this instance's part of the cluster together. */
@Singleton
class ClusterBeans {

  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

  private final Instances instances;
  private final Feed feed;
  private final Leaderships leaderships;
  private final ClusterUpkeep upkeep;

  ClusterBeans(
      ClusterSettings settings,
      Leases leases,
      Epochs epochs,
      FeedStore hints,
      SharedFormat format,
      InstantSource clock) {
    Duration ttl = settings.lease();
    if (ttl.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException(
          "muster.cluster.lease is " + ttl + ", expected at least " + SHORTEST_LEASE);
    }
    InstanceId self = InstanceId.of(settings.name().orElseGet(ClusterBeans::host), random());
    instances = new Instances(self, leases, ttl, SharedFormat.CURRENT, Thread::startVirtualThread);
    feed =
        new Feed(
            hints, leases.shared(), Executors.newVirtualThreadPerTaskExecutor(), clock::millis);
    leaderships = new Leaderships(self, leases, epochs, ttl, System::nanoTime);
    upkeep =
        new ClusterUpkeep(
            instances,
            new FormatUpkeep(instances, format, SharedFormat.CURRENT, ClusterBeans::end),
            leaderships,
            feed,
            ttl,
            settings.reread());
  }

  /** In good order, so that its agents go elsewhere. */
  private static void end() {
    Quarkus.asyncExit(1);
  }

  private static SecureRandom random() {
    return new SecureRandom();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "muster";
    }
  }

  @Produces
  @Singleton
  Instances instances() {
    return instances;
  }

  @Produces
  @Singleton
  Feed feed() {
    return feed;
  }

  @Produces
  @Singleton
  Leaderships leaderships() {
    return leaderships;
  }

  @Produces
  @Singleton
  ClusterUpkeep upkeep() {
    return upkeep;
  }
}
