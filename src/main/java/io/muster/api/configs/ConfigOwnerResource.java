package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.config.ConfigOwners;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Whose a config is that something outside keeps. */
@Path("/api/v1/configs/{name}/owner")
@RunOnVirtualThread
@Tag(name = "Configs")
public class ConfigOwnerResource {

  private final ConfigOwners owners;
  private final EventHub events;

  ConfigOwnerResource(ConfigOwners owners, EventHub events) {
    this.owners = owners;
    this.events = events;
  }

  @DELETE
  @PermissionsAllowed(Permission.CONFIG_WRITE)
  @Operation(
      operationId = "detachConfig",
      summary = "Take a config away from its owner",
      description =
          "A config that a ConfigMap keeps is refused to everybody else. After this it is"
              + " everybody's, and the ConfigMap says that it was taken away; it gets the config"
              + " back when its label is taken off and put on again.")
  @APIResponse(responseCode = "204", description = "Anybody may put it now")
  @APIResponse(responseCode = "404", ref = "Problem")
  public void detach(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @Context ContainerRequestContext request) {
    if (owners.detach(name, RequestAuthor.of(request)).isEmpty()) {
      throw Refusal.notFound("nothing outside keeps a config '" + name + "'");
    }
    events.publish(new Event("config", new Event.Changed(name, null, false)));
  }
}
