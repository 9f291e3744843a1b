package io.muster.api.state;

import io.muster.access.Permission;
import io.muster.api.http.Audited;
import io.muster.config.StateExport;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The state of the server, to begin another one with. */
@Path("/api/v1/export")
@RunOnVirtualThread
@Tag(name = "Export")
public class ExportResource {

  private final StateExport state;

  ExportResource(StateExport state) {
    this.state = state;
  }

  @GET
  @Audited(Audited.When.ALWAYS)
  @Produces("application/yaml")
  @PermissionsAllowed(Permission.STATE_READ)
  @Operation(
      operationId = "export",
      summary = "Export the state",
      description =
          "Configs, rule sets, targets, settings, rollouts and what is known of each agent, as a"
              + " stream of YAML documents; secrets are among them. It is whole if its last"
              + " document is `end`. A server whose store is empty takes it with"
              + " `serve --import`.")
  @APIResponse(
      responseCode = "200",
      description = "The state",
      content =
          @Content(
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "cut short", value = ExportExamples.EXPORT)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public Response export() {
    // Not StreamingOutput itself: a problem while it is begun would be written as text.
    StreamingOutput yaml = state.take()::write;
    return Response.ok(yaml).build();
  }
}
