package io.muster.api.plans;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.access.Permission;
import io.muster.adopt.Adoption;
import io.muster.agent.AgentSelector;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What agents run now, as manifests. */
@Path("/api/v1/adoption")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Plans")
public class AdoptionResource {

  private final Adoption adoption;
  private final ObjectMapper mapper;

  AdoptionResource(Adoption adoption, ObjectMapper mapper) {
    this.adoption = adoption;
    this.mapper = mapper;
  }

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "proposeAdoption",
      summary = "Propose manifests for what agents run now",
      description =
          "For agents that were configured by other means, and that no target wants anything of:"
              + " those that run the same are a group, with the config that they run and a target"
              + " that chooses them alone. Applied, nobody is sent anything: each runs what it"
              + " should. Nothing is written. Up to 20,000 agents, 1,000 different configs and 200"
              + " groups; one proposal at a time.")
  @APIResponse(
      responseCode = "200",
      description = "The proposal",
      content =
          @Content(
              schema = @Schema(implementation = AdoptionJson.Proposed.class),
              examples = @ExampleObject(name = "one group", value = PlanExamples.ADOPTION)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public AdoptionJson.Proposed adoption(
      @Parameter(description = "Which agents; all without it", example = "env=prod")
          @QueryParam("selector")
          List<String> selector) {
    return AdoptionJson.of(adoption.propose(AgentSelector.parseAll(selector)), mapper);
  }
}
