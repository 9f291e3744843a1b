package io.muster.api.http;

import io.muster.schedule.BoundedRate;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** Logs from where tokens come that are none of ours, a few a minute; never the tokens. */
@Singleton
class RefusedTokens {

  private static final Logger LOG = Logger.getLogger(RefusedTokens.class);
  private static final int A_MINUTE = 20;

  private final BoundedRate rate;

  RefusedTokens(InstantSource clock) {
    rate = new BoundedRate(clock, Duration.ofMinutes(1), A_MINUTE);
  }

  void refused(HttpServerRequest request) {
    OptionalLong leftOut = rate.next();
    if (leftOut.isPresent()) {
      LOG.warnf(
          "event=operator_token_refused address=%s more_before=%d",
          request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress(),
          leftOut.getAsLong());
    }
  }
}
