package io.muster.api.state;

import io.muster.access.Permission;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whom a token belongs to. */
@Path("/api/v1/whoami")
@RunOnVirtualThread
@Tag(name = "Operators")
public class WhoAmIResource {

  private static final String EXAMPLE = "{\"name\": \"operator\", \"roles\": [\"admin\"]}";

  private final SecurityIdentity identity;

  WhoAmIResource(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** An operator, as revisions and logs name them. */
  @Schema(name = "WhoAmI")
  public record WhoAmI(
      @Schema(examples = "operator") String name,
      @Schema(examples = "[\"admin\"]") List<String> roles) {

    public WhoAmI {
      roles = List.copyOf(roles);
    }
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "whoAmI",
      summary = "Who you are",
      description = "The name that your changes are noted with, and your roles.")
  @APIResponse(
      responseCode = "200",
      description = "The operator that the token belongs to",
      content =
          @Content(
              schema = @Schema(implementation = WhoAmI.class),
              examples = @ExampleObject(name = "the first operator", value = EXAMPLE)))
  public WhoAmI whoAmI() {
    return new WhoAmI(
        identity.getPrincipal().getName(), identity.getRoles().stream().sorted().toList());
  }
}
