package io.muster.api.agents;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.api.http.PageLimits;
import io.muster.fleet.Fleet;
import io.muster.sync.FailureClusters;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What failed, for how many agents. */
@Path("/api/v1/agents/failures")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class FleetFailures {

  private final Fleet fleet;
  private final FailureClusters failures;

  FleetFailures(Fleet fleet, FailureClusters failures) {
    this.fleet = fleet;
    this.failures = failures;
  }

  /** Agents that failed alike. */
  @Schema(name = "FailureCluster")
  public record ClusterJson(
      @Schema(description = "For retry?failure=", examples = "5f1c0d6a7b8e9f00") String id,
      @Schema(enumeration = {"CONFIG", "CONNECTION"}) String kind,
      @Schema(enumeration = {"FAILED", "NO_ANSWER"}) String state,
      @Schema(
              description = "What differs between agents is replaced; empty if they said nothing",
              examples = "unknown exporter \"debgu\" in line <n>")
          String message,
      @Schema(description = "As one of them said it") String example,
      int agents,
      @Schema(examples = "[\"prod@3\"]") List<String> configs,
      @Schema(description = "Some of the uids") List<String> sample,
      Instant first,
      Instant last) {

    static ClusterJson of(FailureClusters.Cluster cluster) {
      return new ClusterJson(
          cluster.id(),
          cluster.kind().name(),
          cluster.state().name(),
          cluster.message(),
          cluster.example(),
          cluster.agents(),
          cluster.configs(),
          cluster.sample().stream().map(Object::toString).toList(),
          cluster.first(),
          cluster.last());
    }
  }

  /**
   * Clusters, those of most agents first.
   *
   * @param agents in all clusters
   * @param more clusters that are not listed
   */
  @Schema(name = "Failures")
  public record FailuresJson(List<ClusterJson> items, int agents, int more) {}

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "listFailures",
      summary = "See what failed, agents with the same error put together",
      description =
          "Agents that refused, or never answered, what they should have now. POST"
              + " /agents/retry?failure=ID offers it again to all agents of a cluster.")
  @APIResponse(
      responseCode = "200",
      description = "Clusters, those of most agents first",
      content =
          @Content(
              schema = @Schema(implementation = FailuresJson.class),
              examples = @ExampleObject(name = "one cluster", value = AgentExamples.FAILURES)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public FailuresJson failures(
      @Parameter(description = "Which agents; all without it", example = "env=prod")
          @QueryParam("selector")
          List<String> selector,
      @Parameter(description = "Most clusters in the answer, 1 to 1000")
          @QueryParam("limit")
          @DefaultValue("100")
          int limit) {
    PageLimits.check(limit);
    fleet.requireLoaded();
    AgentSelector wanted = AgentSelector.parseAll(selector);
    List<FailureClusters.Cluster> clusters = failures.clusters(wanted::matches);
    return new FailuresJson(
        clusters.stream().limit(limit).map(ClusterJson::of).toList(),
        clusters.stream().mapToInt(FailureClusters.Cluster::agents).sum(),
        Math.max(0, clusters.size() - limit));
  }
}
