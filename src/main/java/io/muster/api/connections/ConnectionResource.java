package io.muster.api.connections;

import io.muster.access.Permission;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.connection.ConnectionRecord;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * The connection settings called {@code default}, at the address they had when there were no
 * others.
 */
@Path("/api/v1/settings/connection")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Settings")
public class ConnectionResource {

  private final ConnectionChanges changes;

  ConnectionResource(ConnectionChanges changes) {
    this.changes = changes;
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
    return changes.get(ConnectionRecord.DEFAULT);
  }

  @PUT
  @Consumes("application/json")
  @PermissionsAllowed(Permission.CONNECTION_WRITE)
  @Operation(
      operationId = "putConnectionSettings",
      summary = "Set the connection settings",
      description =
          "The same as PUT /api/v1/connection-settings/default, but that selector, order,"
              + " labelsOnly and leaves stay as they are if the body does not have them: all"
              + " agents, asked last, for settings that are new.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.Body.class),
              examples =
                  @ExampleObject(name = "settings", value = ConnectionExamples.DEFAULT_BODY)))
  @APIResponse(
      responseCode = "200",
      description = "The settings",
      content =
          @Content(
              schema = @Schema(implementation = ConnectionJson.class),
              examples = @ExampleObject(name = "settings", value = ConnectionExamples.CONNECTION)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<ConnectionJson> put(
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
          "connection settings need opamp.endpoint, as " + ConnectionExamples.DEFAULT_BODY);
    }
    return changes.put(
        body.ofDefault(
            RequestAuthor.of(request),
            changes.expected(ConnectionRecord.DEFAULT, ifMatch, ifNoneMatch),
            changes.here()),
        200,
        new ConnectionChanges.Manner(dryRun, force));
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
    // Nothing to delete is no error here: it never was.
    var _ =
        changes.delete(
            ConnectionRecord.DEFAULT,
            RequestAuthor.of(request),
            changes.expected(ConnectionRecord.DEFAULT, ifMatch, null));
  }
}
