package io.muster.api.connections;

import io.muster.access.Permission;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.connection.ConnectionPolicy;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
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
import org.jspecify.annotations.Nullable;

/** How agents are to connect to this server, or to another, by name. */
@Path("/api/v1/connection-settings")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Connection settings")
public class ConnectionSettingsResource {

  private final ConnectionPolicy policy;
  private final ConnectionChanges changes;

  ConnectionSettingsResource(ConnectionPolicy policy, ConnectionChanges changes) {
    this.policy = policy;
    this.changes = changes;
  }

  @GET
  @PermissionsAllowed(Permission.CONNECTION_READ)
  @Operation(
      operationId = "listConnectionSettings",
      summary = "List connection settings",
      description =
          "In the order they are asked; the first whose selector matches an agent counts.")
  @APIResponse(
      responseCode = "200",
      description = "All of them",
      content = @Content(schema = @Schema(implementation = ConnectionJson.Page.class)))
  public ConnectionJson.Page list(
      @Parameter(
              description = "Those whose manifests have labels that match",
              example = "team=edge")
          @QueryParam("selector")
          List<String> selector) {
    var chosen = changes.chosen(selector);
    List<ConnectionJson> items =
        policy.list().stream()
            .filter(each -> chosen.test(each.name()))
            .map(each -> changes.json(each, null))
            .toList();
    return new ConnectionJson.Page(items, items.size());
  }

  @GET
  @Path("/{name}")
  @PermissionsAllowed(Permission.CONNECTION_READ)
  @Operation(
      operationId = "getNamedConnectionSettings",
      summary = "Read connection settings",
      description = "The ETag is for If-Match. Values of secret headers are not shown.")
  @APIResponse(
      responseCode = "200",
      description = "The settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<ConnectionJson> get(
      @Parameter(description = "Name of the settings", example = "eu") @RestPath String name) {
    return changes.get(name);
  }

  @PUT
  @Path("/{name}")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.CONNECTION_WRITE)
  @Operation(
      operationId = "putNamedConnectionSettings",
      summary = "Put connection settings",
      description =
          "For agents with AcceptsOpAMPConnectionSettings that match all pairs of the selector and"
              + " that no settings asked before match. Such an agent connects anew. The endpoint is"
              + " offered in the scheme of the agent's transport.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.Body.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.BODY)))
  @APIResponse(
      responseCode = "201",
      description = "New settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(
      responseCode = "200",
      description = "Changed, or the same as before",
      content = @Content(schema = @Schema(implementation = ConnectionJson.class)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<ConnectionJson> put(
      @Parameter(description = "Name of the settings", example = "eu") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Parameter(description = "Change nothing; say whom it would reach")
          @QueryParam("dryRun")
          @DefaultValue("false")
          boolean dryRun,
      @Parameter(description = "Also if agents are likely not to come back")
          @QueryParam("force")
          @DefaultValue("false")
          boolean force,
      @Context ContainerRequestContext request,
      ConnectionJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest(
          "connection settings need selector and opamp.endpoint, as " + ConnectionExamples.BODY);
    }
    return changes.put(
        body.whole(
            name,
            RequestAuthor.of(request),
            changes.expected(name, ifMatch, ifNoneMatch),
            changes.here()),
        201,
        new ConnectionChanges.Manner(dryRun, force));
  }

  @POST
  @Path("/{name}/retry")
  @PermissionsAllowed(Permission.CONNECTION_EXECUTE)
  @Operation(
      operationId = "retryConnectionSettings",
      summary = "Go on with kinds of agents that were stopped",
      description =
          "From one agent on, as after a change. The settings are offered again to those that"
              + " refused them or did not come back.")
  @APIResponse(
      responseCode = "200",
      description = "The settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<ConnectionJson> retry(
      @Parameter(description = "Name of the settings", example = "eu") @RestPath String name,
      @Context ContainerRequestContext request) {
    return changes.retry(name, RequestAuthor.of(request));
  }

  @DELETE
  @Path("/{name}")
  @PermissionsAllowed(Permission.CONNECTION_WRITE)
  @Operation(
      operationId = "deleteNamedConnectionSettings",
      summary = "Delete connection settings",
      description =
          "Their agents go to the next settings that match, or keep what they have if none do.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public void delete(
      @Parameter(description = "Name of the settings", example = "eu") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request) {
    if (!changes.delete(name, RequestAuthor.of(request), changes.expected(name, ifMatch, null))) {
      throw Refusal.notFound(ConnectionChanges.missing(name));
    }
  }
}
