package io.muster.api.http;

import io.muster.access.Authentication;
import io.muster.access.Authentication.Known;
import io.muster.access.Authentication.Mistyped;
import io.muster.access.Authentication.NotRead;
import io.muster.access.Authentication.Refused;
import io.muster.access.Authentication.Unknown;
import io.muster.schedule.BoundedRate;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
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

  void refused(HttpServerRequest request, Authentication outcome) {
    OptionalLong leftOut = rate.next();
    if (leftOut.isEmpty()) {
      return;
    }
    long before = leftOut.getAsLong();
    switch (outcome) {
      case Refused(var reason, String operator, String token, _) ->
          LOG.warnf(
              "event=operator_token_refused address=%s more_before=%d reason=%s operator=%s"
                  + " token=%s",
              address(request), before, reason.name().toLowerCase(Locale.ROOT), operator, token);
      case Mistyped() -> refused(request, before, "mistyped");
      case NotRead() -> refused(request, before, "store_away");
      case Unknown(), Known(_) -> refused(request, before, "unknown");
    }
  }

  private static void refused(HttpServerRequest request, long before, String reason) {
    LOG.warnf(
        "event=operator_token_refused address=%s more_before=%d reason=%s",
        address(request), before, reason);
  }

  /** Where a request came from: a proxy, if there is one in between. */
  static String address(HttpServerRequest request) {
    return request.remoteAddress() == null ? "unknown" : request.remoteAddress().hostAddress();
  }
}
