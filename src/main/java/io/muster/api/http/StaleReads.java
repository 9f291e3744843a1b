package io.muster.api.http;

import io.muster.failure.Staleness;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Marks what is read while the store that instances share is away: it is what this instance knows,
 * and others may know better. A header of our own, because {@code Warning: 110} is obsolete (RFC
 * 9111 §5.5) and {@code Age} speaks of HTTP caches.
 */
@Singleton
public class StaleReads {

  /** When the shared store last answered, RFC 3339. */
  static final String HEADER = "Muster-Stale";

  /** Looked up late: filters are made while a native image is built, stores must not be. */
  private final Provider<Staleness> staleness;

  private final Provider<InstantSource> clock;

  StaleReads(Provider<Staleness> staleness, Provider<InstantSource> clock) {
    this.staleness = staleness;
    this.clock = clock;
  }

  /** Adds the header to a successful read. */
  @ServerResponseFilter
  public void mark(ContainerRequestContext request, ContainerResponseContext response) {
    String method = request.getMethod();
    if (response.getStatus() >= 300 || !(method.equals("GET") || method.equals("HEAD"))) {
      return;
    }
    staleness
        .get()
        .behind()
        .map(lasting -> clock.get().instant().minus(lasting).truncatedTo(ChronoUnit.SECONDS))
        .ifPresent(since -> response.getHeaders().putSingle(HEADER, since.toString()));
  }
}
