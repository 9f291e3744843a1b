package io.muster.api.agents;

import io.muster.access.Permission;
import io.muster.api.agents.FleetFailures.FailuresJson;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The same as {@link FleetFailures}, where people look for it. */
@Path("/api/v1/failures")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class FailuresResource {

  private final FleetFailures failures;

  FailuresResource(FleetFailures failures) {
    this.failures = failures;
  }

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "listAllFailures",
      summary = "See everything that is wrong, by cause",
      description = "The same as /agents/failures.")
  @APIResponse(
      responseCode = "200",
      description = "Clusters, those of most agents first",
      content =
          @Content(
              schema = @Schema(implementation = FailuresJson.class),
              examples = @ExampleObject(name = "one cluster", value = AgentExamples.FAILURES)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public FailuresJson all(
      @Parameter(description = "Which agents; all without it", example = "env=prod")
          @QueryParam("selector")
          @Nullable String selector,
      @Parameter(
              description =
                  "What to count by: `revision` or keys of labels and attributes, at most 8",
              example = "revision,service.version,os.type")
          @QueryParam("by")
          @Nullable String by,
      @Parameter(description = "Most clusters in the answer, 1 to 1000")
          @QueryParam("limit")
          @DefaultValue("100")
          int limit) {
    return failures.failures(selector, by, limit);
  }
}
