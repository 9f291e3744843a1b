package io.muster.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps only the requests of what Quarkus measures of HTTP servers. Its other meters keep a timer
 * per connection, which 20,000 agents would pay for, and cannot be registered at all for a port
 * that the system chose. {@link SessionMetrics} counts the agents' connections and bytes.
 */
@Singleton
public final class HttpServerMeters implements MeterFilter {

  private static final String PREFIX = "http.server.";
  private static final String REQUESTS = "http.server.requests";

  private static final String URI = "uri";
  private static final String METHOD = "method";
  private static final String OUTCOME = "outcome";

  /** Micrometer's word for a request that matches no route. */
  private static final String NO_ROUTE = "NOT_FOUND";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Paths without parameters that are known; more than there are routes means they are not. */
  private static final int MOST_PATHS = 500;

  /** Paths that have answered: nothing else does with success. */
  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  /**
   * Whoever makes up paths, or methods, makes no meters: what was refused before a route was found
   * has its path as a tag otherwise.
   */
  @Override
  public Meter.Id map(Meter.Id id) {
    if (!id.getName().equals(REQUESTS)) {
      return id;
    }
    String uri = id.getTag(URI);
    String method = id.getTag(METHOD);
    Meter.Id mapped = id;
    if (uri != null && !isRoute(uri, "SUCCESS".equals(id.getTag(OUTCOME)))) {
      mapped = mapped.replaceTags(Tags.of(mapped.getTags()).and(URI, NO_ROUTE));
    }
    if (method != null && !METHODS.contains(method)) {
      mapped = mapped.replaceTags(Tags.of(mapped.getTags()).and(METHOD, "OTHER"));
    }
    return mapped;
  }

  private boolean isRoute(String uri, boolean success) {
    if (!uri.startsWith("/") || uri.contains("/{")) {
      return true; // A word of Micrometer's, or a template of JAX-RS.
    }
    if (success && answered.size() < MOST_PATHS) {
      answered.add(uri);
    }
    return answered.contains(uri);
  }

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return id.getName().startsWith(PREFIX) && !id.getName().equals(REQUESTS)
        ? MeterFilterReply.DENY
        : MeterFilterReply.NEUTRAL;
  }
}
