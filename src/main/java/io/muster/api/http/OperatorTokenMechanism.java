package io.muster.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.access.Authentication;
import io.muster.access.Authentication.Known;
import io.muster.access.Authentication.Mistyped;
import io.muster.access.Authentication.NotRead;
import io.muster.access.Authentication.Refused;
import io.muster.access.Authentication.Unknown;
import io.muster.access.OperatorTokenRequest;
import io.muster.access.RefusedToken;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator token in {@code Authorization: Bearer …}, and the 401 for whoever has none. A token
 * that is not known is no error but none of ours: the next mechanism, if there is one, may know it.
 */
@Singleton
public class OperatorTokenMechanism implements HttpAuthenticationMechanism {

  private static final String AUTHORIZATION = "Authorization";
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([^ ]+) *");
  private static final Pattern MATRIX_PARAMETERS = Pattern.compile(";[^/]*");

  private final ObjectMapper json;
  private final RefusedTokens refused;

  OperatorTokenMechanism(ObjectMapper json, RefusedTokens refused) {
    this.json = json;
    this.refused = refused;
  }

  /** Where the reason is kept for which a token was refused, if its holder may know. */
  private static final String REASON = OperatorTokenMechanism.class.getName() + ".reason";

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext routing, IdentityProviderManager identities) {
    // Of two headers nobody knows which one a proxy has looked at.
    List<String> headers = routing.request().headers().getAll(AUTHORIZATION);
    Matcher bearer = BEARER.matcher(headers.size() == 1 ? headers.getFirst() : "");
    if (!bearer.matches()) {
      if (!headers.isEmpty()) {
        refused.refused(routing.request(), new Unknown());
      }
      return Uni.createFrom().nullItem();
    }
    return identities
        .authenticate(
            new OperatorTokenRequest(bearer.group(1), RefusedTokens.address(routing.request())))
        .onFailure(AuthenticationFailedException.class)
        .invoke(failure -> {
          Authentication outcome = RefusedToken.outcome(failure);
          routing.put(REASON, outcome);
          refused.refused(routing.request(), outcome);
        })
        .onFailure(AuthenticationFailedException.class)
        .recoverWithNull();
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(OperatorTokenRequest.class);
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext routing) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "bearer"));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext routing) {
    Refusal refusal = refusal(routing);
    return Uni.createFrom()
        .item(
            new ChallengeData(
                refusal.status(), Map.<CharSequence, String>copyOf(refusal.headers())));
  }

  /** The whole answer, where {@link Problems} is not asked: nobody has looked at the path yet. */
  @Override
  public Uni<Boolean> sendChallenge(RoutingContext routing) {
    Refusal refusal = refusal(routing);
    Buffer body = body(Problems.of(refusal, path(routing)));
    HttpServerResponse response = routing.response().setStatusCode(refusal.status());
    if (!routing.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("content-length", Integer.toString(body.length()));
    }
    // The order of the headers is that of JAX-RS.
    routing.addHeadersEndHandler(ignored -> {
      response.putHeader("Content-Type", Problem.JSON);
      refusal.headers().forEach(response::putHeader);
    });
    var _ = response.end(body);
    return Uni.createFrom().item(true);
  }

  /** Why a request without an identity is not let in. */
  static Refusal refusal(RoutingContext routing) {
    if (routing.request().getHeader(AUTHORIZATION) == null) {
      return Refusal.unauthorized(
          "send the operator token as 'Authorization: Bearer …'; it is in the file"
              + " operator-token in the data folder");
    }
    Authentication outcome = routing.get(REASON, (Authentication) new Unknown());
    return switch (outcome) {
      case Refused(_, _, _, String message) -> Refusal.unauthorized(message);
      case Mistyped() ->
          Refusal.unauthorized(
              "this token was mistyped or cut off: its last six characters are a checksum, which"
                  + " does not fit");
      case NotRead() ->
          Refusal.unavailable(
              "the store does not answer, so it is not known yet whose token this is; try again");
      case Unknown(), Known(_) -> Refusal.unauthorized("this is not a token of this server");
    };
  }

  private Buffer body(Problem problem) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is always JSON", e);
    }
  }

  /** As JAX-RS has it, which the other problems name. */
  private static @Nullable String path(RoutingContext routing) {
    try {
      String path = new URI(routing.request().absoluteURI()).normalize().getRawPath();
      return path == null ? null : MATRIX_PARAMETERS.matcher(path).replaceAll("");
    } catch (URISyntaxException e) {
      return routing.normalizedPath();
    }
  }
}
