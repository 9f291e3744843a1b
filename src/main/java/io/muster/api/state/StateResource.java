package io.muster.api.state;

import io.muster.access.Permission;
import io.muster.api.http.FreezeJson;
import io.muster.config.StoreCondition;
import io.muster.freeze.Freezes;
import io.muster.kubernetes.KubernetesBeans;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the server's own state fares. */
@Path("/api/v1/state")
@RunOnVirtualThread
@Tag(name = "Export")
public class StateResource {

  private final StoreCondition store;
  private final Freezes freezes;
  private final KubernetesBeans kubernetes;

  StateResource(StoreCondition store, Freezes freezes, KubernetesBeans kubernetes) {
    this.kubernetes = kubernetes;
    this.store = store;
    this.freezes = freezes;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Permission.SERVER_READ)
  @Operation(
      operationId = "getState",
      summary = "How the stored state fares",
      description =
          "Whether changes can be stored, and which records cannot be read: lists and exports pass"
              + " over them. A record that is written anew is damaged no more. And what is frozen,"
              + " and how ConfigMaps fare where they are a source of configs.")
  @APIResponse(
      responseCode = "200",
      description = "The condition",
      content =
          @Content(
              schema = @Schema(implementation = StateJson.class),
              examples = @ExampleObject(name = "one damaged record", value = ExportExamples.STATE)))
  public StateJson state() {
    return StateJson.of(
        store.now(), FreezeJson.of(freezes.all()), ConfigMapsJson.of(kubernetes.condition()));
  }
}
