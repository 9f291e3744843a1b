package io.muster.api.operators;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.access.OperatorPrincipal;
import io.muster.access.Permission;
import io.muster.access.SignedIn;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whom a token belongs to. */
@Path("/api/v1/whoami")
@RunOnVirtualThread
@Tag(name = "Operators")
public class WhoAmIResource {

  private static final String EXAMPLE = "{\"name\": \"operator\", \"roles\": [\"admin\"]}";

  private static final String NAMED =
      """
      {"name": "ada", "roles": ["admin"],
       "token": {"name": "laptop", "expiresAt": "2027-02-28T09:00:00Z"}}\
      """;

  private final SecurityIdentity identity;

  WhoAmIResource(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * An operator, as revisions and logs name them.
   *
   * @param token absent for the token of the data folder
   */
  @Schema(name = "WhoAmI")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WhoAmI(
      @Schema(examples = "operator") String name,
      @Schema(examples = "[\"admin\"]") List<String> roles,
      @Nullable OwnToken token) {

    public WhoAmI {
      roles = List.copyOf(roles);
    }
  }

  /**
   * The token of this request.
   *
   * @param expiresAt absent if it never does
   */
  @Schema(name = "OwnToken")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OwnToken(@Schema(examples = "laptop") String name, @Nullable Instant expiresAt) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @PermissionsAllowed(Permission.OPERATOR_READ)
  @Operation(
      operationId = "whoAmI",
      summary = "Who you are",
      description =
          "The name that your changes are noted with, your roles, and of which of your tokens you"
              + " make use.")
  @APIResponse(
      responseCode = "200",
      description = "The operator that the token belongs to",
      content =
          @Content(
              schema = @Schema(implementation = WhoAmI.class),
              examples = {
                @ExampleObject(name = "the first operator", value = EXAMPLE),
                @ExampleObject(name = "a named operator", value = NAMED)
              }))
  public WhoAmI whoAmI() {
    return new WhoAmI(
        identity.getPrincipal().getName(),
        identity.getRoles().stream().sorted().toList(),
        identity.getPrincipal() instanceof OperatorPrincipal(SignedIn who) ? token(who) : null);
  }

  private static @Nullable OwnToken token(SignedIn who) {
    SignedIn.Credential credential = who.credential();
    return credential == null ? null : new OwnToken(credential.token(), credential.expiresAt());
  }
}
