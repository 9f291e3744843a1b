package io.muster.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;

/**
 * Keeps only the requests of what Quarkus measures of HTTP servers. Its other meters keep a timer
 * per connection, which 20,000 agents would pay for, and cannot be registered at all for a port
 * that the system chose. {@link SessionMetrics} counts the agents' connections and bytes.
 */
@Singleton
public final class HttpServerMeters implements MeterFilter {

  private static final String PREFIX = "http.server.";
  private static final String REQUESTS = "http.server.requests";

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return id.getName().startsWith(PREFIX) && !id.getName().equals(REQUESTS)
        ? MeterFilterReply.DENY
        : MeterFilterReply.NEUTRAL;
  }
}
