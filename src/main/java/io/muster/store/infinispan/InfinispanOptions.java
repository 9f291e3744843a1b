package io.muster.store.infinispan;

import io.muster.store.CannotOpenStore;
import io.muster.store.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the store of several nodes is reached.
 *
 * @param servers at least one
 * @param login null if the servers want none
 * @param tls null for connections in the clear
 * @param connectTimeout for one connection
 * @param answerTimeout for one server's answer, before another one is asked
 * @param timeout for a read or a write in all
 * @param probeInterval between two looks at the servers
 * @param maxValueBytes what a value may have, at most what the servers take
 * @param queuedRows rows that may wait to be written, from 1
 * @param queuedBytes bytes that may wait to be written, from 1; a single larger write may wait
 *     alone
 */
public record InfinispanOptions(
    List<Server> servers,
    @Nullable Login login,
    @Nullable Tls tls,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration timeout,
    Duration probeInterval,
    int maxValueBytes,
    int queuedRows,
    long queuedBytes) {

  private static final Duration LONGEST = Duration.ofHours(1);

  public InfinispanOptions {
    servers = List.copyOf(servers);
    if (servers.isEmpty() || maxValueBytes < 1 || queuedRows < 1 || queuedBytes < 1) {
      throw new IllegalArgumentException("a setting of the store is out of its range");
    }
    check("connect-timeout", connectTimeout);
    check("answer-timeout", answerTimeout);
    check("timeout", timeout);
    check("probe-interval", probeInterval);
  }

  /**
   * A user of the Infinispan servers.
   *
   * @param user the name
   * @param password never printed
   */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=" + user + ", password=hidden]";
    }
  }

  /**
   * How the servers' certificates are checked.
   *
   * @param trustStore a PKCS12 or JKS file; null for what the JVM trusts
   * @param trustStorePassword never printed
   * @param serverName the name that all certificates have; null for the first server's host
   */
  public record Tls(
      @Nullable Path trustStore, @Nullable String trustStorePassword, @Nullable String serverName) {
    @Override
    public String toString() {
      return "Tls[trustStore=" + trustStore + ", serverName=" + serverName + "]";
    }
  }

  /** Servers without login and TLS, with the defaults of the settings. */
  public static InfinispanOptions of(List<Server> servers) {
    return new InfinispanOptions(
        servers,
        null,
        null,
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        9_000_000,
        100_000,
        128L << 20);
  }

  /**
   * What the settings say.
   *
   * @throws CannotOpenStore if they contradict each other or make no sense
   */
  public static InfinispanOptions of(InfinispanSettings settings, int rows, long bytes) {
    if (settings.user().isPresent() != settings.password().isPresent()) {
      throw new CannotOpenStore(
          "muster.store.infinispan.user and muster.store.infinispan.password belong together: set"
              + " both, or none.");
    }
    Login login =
        settings.user().isPresent()
            ? new Login(settings.user().get(), settings.password().orElseThrow())
            : null;
    Tls tls =
        settings.tls() || settings.trustStore().isPresent()
            ? new Tls(
                settings.trustStore().orElse(null),
                settings.trustStorePassword().orElse(null),
                settings.serverName().orElse(null))
            : null;
    return new InfinispanOptions(
        Server.parse(settings.hosts()),
        login,
        tls,
        settings.connectTimeout(),
        settings.answerTimeout(),
        settings.timeout(),
        settings.probeInterval(),
        (int) Math.clamp(settings.maxValueSize().asLongValue(), 1, Limits.MAX_VALUE_BYTES),
        rows,
        bytes);
  }

  /** The same with a login. */
  public InfinispanOptions with(Login user) {
    return new InfinispanOptions(
        servers,
        user,
        tls,
        connectTimeout,
        answerTimeout,
        timeout,
        probeInterval,
        maxValueBytes,
        queuedRows,
        queuedBytes);
  }

  /** The same over TLS. */
  public InfinispanOptions with(Tls trust) {
    return new InfinispanOptions(
        servers,
        login,
        trust,
        connectTimeout,
        answerTimeout,
        timeout,
        probeInterval,
        maxValueBytes,
        queuedRows,
        queuedBytes);
  }

  /** The same with another limit of values. */
  public InfinispanOptions withMaxValue(int bytes) {
    return new InfinispanOptions(
        servers,
        login,
        tls,
        connectTimeout,
        answerTimeout,
        timeout,
        probeInterval,
        bytes,
        queuedRows,
        queuedBytes);
  }

  /** The same with another bound of the queue. */
  public InfinispanOptions withQueue(int rows, long bytes) {
    return new InfinispanOptions(
        servers,
        login,
        tls,
        connectTimeout,
        answerTimeout,
        timeout,
        probeInterval,
        maxValueBytes,
        rows,
        bytes);
  }

  private static void check(String name, Duration duration) {
    if (duration.toMillis() < 1 || duration.compareTo(LONGEST) > 0) {
      throw new CannotOpenStore(
          "muster.store.infinispan." + name + " is " + duration + ", expected 1ms to 1h.");
    }
  }
}
