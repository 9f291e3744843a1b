package io.muster.api.connections;

import io.muster.access.Permission;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.EntityTags;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.connection.ConnectionPolicy;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.ConnectionSettingsStore.Kept;
import io.muster.redaction.SecretKeys;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** How agents are to connect to this server, or to another. */
@Path("/api/v1/settings/connection")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Settings")
public class ConnectionResource {

  private static final String WHAT = "the connection settings";

  private final ConnectionPolicy policy;
  private final SecretKeys secrets;
  private final EventHub events;

  ConnectionResource(ConnectionPolicy policy, SecretKeys secrets, EventHub events) {
    this.policy = policy;
    this.secrets = secrets;
    this.events = events;
  }

  @GET
  @PermissionsAllowed(Permission.CONNECTION_READ)
  @Operation(
      operationId = "getConnectionSettings",
      summary = "Read the connection settings",
      description = "The ETag is for If-Match. Values of secret headers are not shown.")
  @APIResponse(
      responseCode = "200",
      description = "The settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<ConnectionJson> get() {
    return policy
        .current()
        .filter(kept -> kept.settings().isPresent())
        .map(this::answer)
        .orElseThrow(() -> Refusal.notFound("no connection settings are set"));
  }

  @PUT
  @Consumes("application/json")
  @PermissionsAllowed(Permission.CONNECTION_WRITE)
  @Operation(
      operationId = "putConnectionSettings",
      summary = "Set the connection settings",
      description =
          "Offered at once to every connected agent with AcceptsOpAMPConnectionSettings, which then"
              + " connects anew; to the others when they come. The endpoint is offered in the"
              + " scheme of the agent's transport.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.Body.class),
              examples =
                  @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION_BODY)))
  @APIResponse(
      responseCode = "200",
      description = "The settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public RestResponse<ConnectionJson> put(
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      ConnectionJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest(
          "connection settings need opamp.endpoint, as " + ConnectionExamples.CONNECTION_BODY);
    }
    return answer(
        change(present -> Optional.of(body.settings(present)), ifMatch, ifNoneMatch, request));
  }

  @DELETE
  @PermissionsAllowed(Permission.CONNECTION_WRITE)
  @Operation(
      operationId = "deleteConnectionSettings",
      summary = "Remove the connection settings",
      description = "Agents keep what they have.")
  @APIResponse(responseCode = "204", description = "None are set now")
  @APIResponse(responseCode = "412", ref = "Problem")
  public void delete(
      @HeaderParam("If-Match") @Nullable String ifMatch, @Context ContainerRequestContext request) {
    if (policy.current().isPresent()) {
      var _ = change(present -> Optional.empty(), ifMatch, null, request);
    }
  }

  private Kept change(
      UnaryOperator<Optional<ConnectionSettings>> settings,
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      ContainerRequestContext request) {
    Optional<Kept> current = policy.current();
    long shown =
        current.filter(kept -> kept.settings().isPresent()).map(Kept::generation).orElse(0L);
    Long expected = EntityTags.expected(ifMatch, ifNoneMatch, shown);
    if (expected != null && expected != shown) {
      throw EntityTags.failed(WHAT, shown);
    }
    Long generation = expected == null ? null : (Long) current.map(Kept::generation).orElse(0L);
    return switch (policy.change(settings, RequestAuthor.of(request), generation)) {
      case ConnectionPolicy.Outcome.Changed(Kept kept) -> {
        events.publish(
            new Event("setting", new Event.Changed("connection", null, kept.settings().isEmpty())));
        yield kept;
      }
      case ConnectionPolicy.Outcome.Moved(Optional<Kept> moved) ->
          throw EntityTags.failed(WHAT, moved.map(Kept::generation).orElse(0L));
      case ConnectionPolicy.Outcome.Busy() ->
          throw Refusal.unavailable("others change the settings; try again");
    };
  }

  private RestResponse<ConnectionJson> answer(Kept kept) {
    return ResponseBuilder.ok(ConnectionJson.of(kept, secrets))
        .header("ETag", EntityTags.of(kept.generation()))
        .build();
  }
}
