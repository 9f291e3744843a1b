package io.muster.api.operators;

import io.muster.access.Permission;
import io.muster.api.http.EntityTags;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.operator.KnownOperators;
import io.muster.operator.Operator;
import io.muster.operator.OperatorChanges;
import io.muster.operator.OperatorChanges.DeleteOutcome;
import io.muster.operator.OperatorChanges.PutOutcome;
import io.muster.operator.OperatorName;
import io.muster.operator.OperatorStore;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.time.InstantSource;
import java.util.List;
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

/** People and machines that use the API. */
@Path("/api/v1/operators")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Operators")
public class OperatorsResource {

  private final OperatorStore store;
  private final KnownOperators known;
  private final OperatorChanges changes;
  private final LockOutWarning lockOut;
  private final InstantSource clock;

  OperatorsResource(
      OperatorStore store,
      KnownOperators known,
      OperatorChanges changes,
      LockOutWarning lockOut,
      InstantSource clock) {
    this.store = store;
    this.known = known;
    this.changes = changes;
    this.lockOut = lockOut;
    this.clock = clock;
  }

  @GET
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "listOperators",
      summary = "List operators",
      description =
          "In the order of their names. Whoever has the token of the data folder is none.")
  @APIResponse(
      responseCode = "200",
      description = "A page of operators",
      content =
          @Content(
              schema = @Schema(implementation = OperatorJson.OperatorPage.class),
              examples = @ExampleObject(name = "page", value = OperatorExamples.OPERATORS)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public OperatorJson.OperatorPage list(
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    int most = PageLimits.check(limit);
    known.reread();
    return OperatorJson.page(
        known.page(KeyCursor.read(cursor), most + 1), most, known.size(), clock.instant());
  }

  @GET
  @Path("/{name}")
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "getOperator",
      summary = "Read an operator",
      description = "The ETag is for If-Match.")
  @APIResponse(
      responseCode = "200",
      description = "The operator",
      content =
          @Content(
              schema = @Schema(implementation = OperatorJson.class),
              examples = @ExampleObject(name = "operator", value = OperatorExamples.OPERATOR)))
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<OperatorJson> get(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name) {
    return store
        .get(OperatorName.check("operator", name))
        .map(found -> answer(200, found.value(), null))
        .orElseThrow(() -> missing(name));
  }

  @PUT
  @Path("/{name}")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.OPERATOR_WRITE)
  @Operation(
      operationId = "putOperator",
      summary = "Put an operator",
      description =
          "Makes an operator, or changes one; its tokens stay. None of the tokens of one that is"
              + " disabled works.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = OperatorJson.Body.class),
              examples = @ExampleObject(name = "operator", value = OperatorExamples.BODY)))
  @APIResponse(
      responseCode = "201",
      description = "A new operator, without a token",
      content =
          @Content(
              schema = @Schema(implementation = OperatorJson.class),
              examples = @ExampleObject(name = "operator", value = OperatorExamples.OPERATOR)))
  @APIResponse(
      responseCode = "200",
      description = "Changed, or the same as before",
      content = @Content(schema = @Schema(implementation = OperatorJson.class)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<OperatorJson> put(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      OperatorJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest("an operator needs a body, as " + OperatorExamples.BODY.strip());
    }
    return switch (changes.put(
        body.put(name, RequestAuthor.of(request), expected(name, ifMatch, ifNoneMatch)))) {
      case PutOutcome.Saved(Operator operator, boolean created) ->
          answer(created ? 201 : 200, operator, lockOut.now());
      case PutOutcome.Unchanged(Operator operator) -> answer(200, operator, null);
      case PutOutcome.PreconditionFailed(long current) ->
          throw EntityTags.failed("operator '" + name + "'", current);
      case PutOutcome.TooMany() ->
          throw Refusal.conflict(
              "there are "
                  + OperatorChanges.MAX_OPERATORS
                  + " operators, which is the limit: delete some that are not used");
      case PutOutcome.Busy() -> throw Refusal.unavailable("others change this operator; try again");
    };
  }

  @DELETE
  @Path("/{name}")
  @PermissionsAllowed(Permission.OPERATOR_WRITE)
  @Operation(
      operationId = "deleteOperator",
      summary = "Delete an operator",
      description =
          "Its tokens end, within a second on every instance. What it changed keeps its name; to"
              + " keep the name from being given to somebody else, disable it instead.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public void delete(
      @Parameter(description = "Name of the operator", example = "ada") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request) {
    switch (changes.delete(
        OperatorName.check("operator", name),
        RequestAuthor.of(request),
        expected(name, ifMatch, null))) {
      case DeleteOutcome.Deleted() -> {
        var _ = lockOut.now();
      }
      case DeleteOutcome.NotFound() -> throw missing(name);
      case DeleteOutcome.PreconditionFailed(long current) ->
          throw EntityTags.failed("operator '" + name + "'", current);
      case DeleteOutcome.Busy() ->
          throw Refusal.unavailable("others change this operator; try again");
    }
  }

  private @Nullable Long expected(
      String name, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    return ifMatch == null && ifNoneMatch == null
        ? null
        : EntityTags.expected(
            ifMatch,
            ifNoneMatch,
            store
                .get(OperatorName.check("operator", name))
                .map(found -> found.value().generation())
                .orElse(0L));
  }

  static Refusal missing(String name) {
    return Refusal.notFound(
        "there is no operator '" + name + "'; make it with 'muster operator create', or a PUT");
  }

  private RestResponse<OperatorJson> answer(
      int status, Operator operator, @Nullable List<String> warnings) {
    return ResponseBuilder.<OperatorJson>create(status)
        .header("ETag", EntityTags.of(operator.generation()))
        .entity(OperatorJson.of(operator, clock.instant(), warnings))
        .build();
  }
}
