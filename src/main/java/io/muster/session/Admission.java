package io.muster.session;

import com.sun.management.UnixOperatingSystemMXBean;
import io.muster.fleet.TokenBucket;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a peer of the agent port is let in now, before anything is spent on it. An
 * established agent is never affected. Thread-safe; never blocks.
 */
@Singleton
final class Admission {

  /** Addresses whose pace is kept; over it the one not seen for longest starts anew. */
  private static final int MOST_ADDRESSES = 10_000;

  /** Files that are not sockets of agents: the store, jars, the operators' connections. */
  static final int OTHER_FILES = 500;

  /** Connections above the limit that are told so, less than {@link #OTHER_FILES}. */
  private static final int TOLD = 200;

  /** A server for less than this is a mistake, mostly a shell's limit of open files. */
  private static final int LEAST_CONNECTIONS = 100;

  private static final int UNLIMITED = Integer.MAX_VALUE - TOLD;

  /** Seconds, both; above, agents that were let go would be missed. */
  private static final int MOST_SPREAD = 28;

  private static final int MOST_AWAY = 30;

  /**
   * A peer that is not let in.
   *
   * @param status 429 if it is the peer's own doing, else 503
   * @param retryAfterSeconds when to come back, spread so that not all come at once
   * @param reason for the metric, one word
   * @param text for people
   */
  record Refusal(int status, int retryAfterSeconds, String reason, String text) {}

  private final AdmissionSettings settings;
  private final InstantSource clock;
  private final int maxConnections;
  private final TokenBucket pace;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private volatile int leaving;
  private volatile Instant back = Instant.EPOCH;

  /** The guard of itself; in the order of last use. */
  private final Map<String, TokenBucket> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  Admission(AdmissionSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.maxConnections = connections(settings.maxConnections(), openFiles());
    this.pace = new TokenBucket(clock, settings.connectsPerSecond(), settings.connectBurst());
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /**
   * How many connections are taken, so that files are left for the operators and the store.
   *
   * @param wanted by the settings
   * @param files that this process may have open
   * @throws ConfigurationException if the files do not suffice: agents that all connect would take
   *     the last ones from those who have to help
   */
  static int connections(Optional<Integer> wanted, long files) {
    int least = wanted.orElse(LEAST_CONNECTIONS);
    if (files - OTHER_FILES < least) {
      throw new ConfigurationException(
          "This process may have "
              + files
              + " files open, which leaves "
              + Math.max(0, files - OTHER_FILES)
              + " for connections of agents, as "
              + OTHER_FILES
              + " are kept for the store and the operators; "
              + (wanted.isPresent()
                  ? "muster.admission.max-connections=" + least + " needs more"
                  : "at least " + least + " are needed")
              + ": raise the limit to "
              + (least + OTHER_FILES)
              + " or more (ulimit -n, LimitNOFILE)"
              + (wanted.isPresent() ? ", or lower the setting" : ""));
    }
    return wanted.orElseGet(() -> (int) Math.min(files - OTHER_FILES, UNLIMITED));
  }

  /** What becomes of a connection that was accepted. */
  enum Room {
    /** It is served. */
    ENOUGH,
    /** It is told to come back later. */
    NONE,
    /** It is closed: those who are told would use up the files. */
    NOT_EVEN_TO_ANSWER
  }

  /**
   * A connection to the agent port was accepted; {@link #closed} follows. What is said of it holds
   * for its life, so that those who were there before do not suffer from it.
   */
  Room opened() {
    int now = open.incrementAndGet();
    if (now <= maxConnections) {
      return Room.ENOUGH;
    }
    return now <= maxConnections + TOLD ? Room.NONE : Room.NOT_EVEN_TO_ANSWER;
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Why no request is answered on a connection for which there was no room. */
  Refusal full() {
    return new Refusal(
        503,
        between(30, 60),
        "connections",
        "this server has " + maxConnections + " connections and takes no more");
  }

  /**
   * The server is on its way out, and those who are connected now will want to come back.
   *
   * @param away how long it takes until this server may be there again
   */
  void drain(Duration away) {
    leaving = open.get();
    back = clock.instant().plus(away);
  }

  /**
   * Why nobody is let in by a server that is on its way out: to come back when it may be there
   * again, as many a second as it lets in then. Who comes earlier is only refused once more.
   */
  Refusal draining() {
    turnedAway.incrementAndGet();
    int least = secondsUntilBack();
    int spread =
        (int) Math.clamp(Math.ceil(leaving / settings.connectsPerSecond()), 1, MOST_SPREAD);
    return new Refusal(
        503, between(least, least + spread), "draining", "the server is shutting down");
  }

  /** How many have been told when to come back by a server that is on its way out. */
  int turnedAway() {
    return turnedAway.get();
  }

  private int secondsUntilBack() {
    long millis = Duration.between(clock.instant(), back).toMillis();
    return (int) Math.clamp(Math.ceilDiv(millis, 1_000L), 1, MOST_AWAY);
  }

  /** Why nobody is let in before the server knows the agents that the store knows. */
  static Refusal notLoaded() {
    return new Refusal(503, between(2, 10), "not_loaded", "the server waits for its store");
  }

  /** Why a WebSocket is not opened for this address now, if so. */
  Optional<Refusal> connect(String address) {
    if (settings.connectsPerAddress().isPresent() && !paceOf(address).tryTake()) {
      return Optional.of(
          new Refusal(
              429, between(5, 30), "address_rate", "too many connections from this address"));
    }
    return pace.tryTake()
        ? Optional.empty()
        : Optional.of(new Refusal(503, between(5, 30), "rate", "too many agents connect at once"));
  }

  private TokenBucket paceOf(String address) {
    double perSecond = settings.connectsPerAddress().orElseThrow();
    synchronized (addresses) {
      return addresses.computeIfAbsent(
          address, ignored -> new TokenBucket(clock, perSecond, settings.connectBurstPerAddress()));
    }
  }

  private static int between(int least, int most) {
    return ThreadLocalRandom.current().nextInt(least, most + 1);
  }
}
