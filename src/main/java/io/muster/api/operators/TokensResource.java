package io.muster.api.operators;

import io.muster.access.Permission;
import io.muster.api.http.Audited;
import io.muster.api.http.EntityTags;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.operator.NamedToken;
import io.muster.operator.Operator;
import io.muster.operator.OperatorName;
import io.muster.operator.OperatorStore;
import io.muster.operator.TokenChanges;
import io.muster.operator.TokenChanges.IssueOutcome;
import io.muster.operator.TokenChanges.NewToken;
import io.muster.operator.TokenChanges.RevokeOutcome;
import io.muster.operator.TokenChanges.Rotation;
import io.muster.operator.TokenUse;
import io.muster.operator.TokenUses;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The tokens of an operator. */
@Path("/api/v1/operators/{name}/tokens")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Operators")
public class TokensResource {

  private final OperatorStore store;
  private final TokenChanges changes;
  private final TokenUses uses;
  private final LockOutWarning lockOut;
  private final InstantSource clock;

  TokensResource(
      OperatorStore store,
      TokenChanges changes,
      TokenUses uses,
      LockOutWarning lockOut,
      InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.uses = uses;
    this.lockOut = lockOut;
    this.clock = clock;
  }

  @GET
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "listOperatorTokens",
      summary = "List the tokens of an operator",
      description =
          "Those that work no more included, until 100 others take their place. Never the secrets.")
  @APIResponse(
      responseCode = "200",
      description = "The tokens",
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.Tokens.class),
              examples =
                  @ExampleObject(
                      name = "tokens",
                      value = "{\"items\": [" + OperatorExamples.TOKEN + "], \"total\": 1}")))
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public TokenJson.Tokens list(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name) {
    Operator operator = operator(name);
    Map<String, TokenUse> used = uses.of(name);
    Instant now = clock.instant();
    return new TokenJson.Tokens(
        operator.tokens().stream()
            .map(token -> TokenJson.of(name, token, now, used.get(token.name()), null))
            .toList(),
        operator.tokens().size());
  }

  @GET
  @Path("/{token}")
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "getOperatorToken",
      summary = "Read a token of an operator",
      description = "What is known of it, never the secret.")
  @APIResponse(
      responseCode = "200",
      description = "The token",
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.class),
              examples = @ExampleObject(name = "token", value = OperatorExamples.TOKEN)))
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<TokenJson> get(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @Parameter(description = "Name of the token", example = "laptop") @RestPath String token) {
    Operator operator = operator(name);
    NamedToken found = operator.token(token).orElseThrow(() -> missing(name, token));
    return ResponseBuilder.<TokenJson>create(200)
        .header("ETag", EntityTags.of(operator.generation()))
        .entity(TokenJson.of(name, found, clock.instant(), uses.of(name).get(token), null))
        .build();
  }

  @POST
  @Consumes("application/json")
  @PermissionsAllowed(Permission.OPERATOR_WRITE)
  @Operation(
      operationId = "createOperatorToken",
      summary = "Make a token for an operator",
      description =
          "The token is shown in this answer and nowhere else. With the first one of an operator"
              + " who may do everything, the token of the data folder ends.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.Body.class),
              examples = @ExampleObject(name = "token", value = OperatorExamples.TOKEN_BODY)))
  @APIResponse(
      responseCode = "201",
      description = "The token",
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.Issued.class),
              examples = @ExampleObject(name = "token", value = OperatorExamples.ISSUED)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<TokenJson.Issued> create(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @Context ContainerRequestContext request,
      TokenJson.@Nullable Body body) {
    if (body == null || body.name() == null) {
      throw Refusal.badRequest("a token needs a name, as " + OperatorExamples.TOKEN_BODY.strip());
    }
    return issued(
        name,
        body.name(),
        changes.create(
            new NewToken(
                name, body.name(), TokenJson.lifetime(body.expires()), RequestAuthor.of(request))));
  }

  @POST
  @Path("/{token}/rotate")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.OPERATOR_WRITE)
  @Operation(
      operationId = "rotateOperatorToken",
      summary = "Make a token in place of another",
      description =
          "The former one works on for the overlap, so that whatever has it can be given the new"
              + " one meanwhile.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.RotationBody.class),
              examples = @ExampleObject(name = "overlap", value = OperatorExamples.ROTATION_BODY)))
  @APIResponse(
      responseCode = "201",
      description = "The new token",
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.Issued.class),
              examples = @ExampleObject(name = "token", value = OperatorExamples.ISSUED)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<TokenJson.Issued> rotate(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @Parameter(description = "Name of the token", example = "laptop") @RestPath String token,
      @Context ContainerRequestContext request,
      TokenJson.@Nullable RotationBody body) {
    TokenJson.RotationBody wish = body == null ? TokenJson.RotationBody.USUAL : body;
    return issued(
        name,
        token,
        changes.rotate(
            new Rotation(
                name,
                token,
                wish.name(),
                TokenJson.lifetime(wish.expires()),
                wish.overlapping(),
                RequestAuthor.of(request))));
  }

  private RestResponse<TokenJson.Issued> issued(String name, String token, IssueOutcome outcome) {
    return switch (outcome) {
      case IssueOutcome.Issued(String secret, NamedToken made, var former) ->
          ResponseBuilder.<TokenJson.Issued>create(201)
              .entity(
                  new TokenJson.Issued(
                      secret,
                      made.name(),
                      name,
                      made.createdAt(),
                      made.expiresAt(),
                      former == null
                          ? null
                          : TokenJson.of(name, former, clock.instant(), null, null)))
              .build();
      case IssueOutcome.NoOperator() -> throw OperatorsResource.missing(name);
      case IssueOutcome.NoToken() -> throw missing(name, token);
      case IssueOutcome.Ended(NamedToken former) ->
          throw Refusal.conflict(
              "the token '"
                  + former.name()
                  + "' of '"
                  + name
                  + "' works no more: make a new one instead");
      case IssueOutcome.Taken(NamedToken there) ->
          throw Refusal.conflict(
              "'"
                  + name
                  + "' has a token '"
                  + there.name()
                  + "' already, made at "
                  + there.createdAt()
                  + ": choose another name, or rotate it");
      case IssueOutcome.TooMany(String message) -> throw Refusal.conflict(message);
      case IssueOutcome.Busy() ->
          throw Refusal.unavailable("others change this operator; try again");
    };
  }

  @DELETE
  @Path("/{token}")
  @Audited(Audited.When.ALSO_WHEN_FULL)
  @PermissionsAllowed(Permission.OPERATOR_WRITE)
  @Operation(
      operationId = "revokeOperatorToken",
      summary = "Revoke a token of an operator",
      description =
          "It works no more, on every instance within a second; within 30 s if a hint between them"
              + " gets lost. It stays in the list. To revoke it again changes nothing.")
  @APIResponse(
      responseCode = "200",
      description = "The token, revoked",
      content =
          @Content(
              schema = @Schema(implementation = TokenJson.class),
              examples = @ExampleObject(name = "token", value = OperatorExamples.TOKEN)))
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public TokenJson revoke(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @Parameter(description = "Name of the token", example = "laptop") @RestPath String token,
      @Context ContainerRequestContext request) {
    return switch (changes.revoke(
        OperatorName.check("operator", name), token, RequestAuthor.of(request))) {
      case RevokeOutcome.Revoked(NamedToken revoked) ->
          TokenJson.of(name, revoked, clock.instant(), null, lockOut.now());
      case RevokeOutcome.NoOperator() -> throw OperatorsResource.missing(name);
      case RevokeOutcome.NoToken() -> throw missing(name, token);
      case RevokeOutcome.Busy() ->
          throw Refusal.unavailable("others change this operator; try again");
    };
  }

  private Operator operator(String name) {
    return store
        .get(OperatorName.check("operator", name))
        .map(OperatorStore.Versioned::value)
        .orElseThrow(() -> OperatorsResource.missing(name));
  }

  private static Refusal missing(String name, String token) {
    return Refusal.notFound("'" + name + "' has no token '" + token + "'");
  }
}
