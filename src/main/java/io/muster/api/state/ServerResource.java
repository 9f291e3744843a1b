package io.muster.api.state;

import io.muster.access.Permission;
import io.muster.fleet.AgentAddress;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the instance is that answers. */
@Path("/api/v1/server")
@RunOnVirtualThread
@Tag(name = "Server")
public class ServerResource {

  private static final String EXAMPLE =
      """
      {
        "version": "0.1.0",
        "agents": {
          "tls": true,
          "host": "0.0.0.0",
          "port": 4320,
          "path": "/v1/opamp",
          "token": true
        }
      }\
      """;

  private final AgentAddress agents;
  private final String version;

  ServerResource(
      AgentAddress agents, @ConfigProperty(name = "quarkus.application.version") String version) {
    this.agents = agents;
    this.version = version;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Permission.SERVER_READ)
  @Operation(
      operationId = "getServer",
      summary = "What this server is",
      description =
          "The version of the instance that answers, and where agents connect to it:"
              + " `muster connect` makes a snippet for an agent of it.")
  @APIResponse(
      responseCode = "200",
      description = "The instance",
      content =
          @Content(
              schema = @Schema(implementation = ServerJson.class),
              examples = @ExampleObject(name = "with TLS", value = EXAMPLE)))
  public ServerJson server() {
    return ServerJson.of(version, agents.address());
  }
}
