package io.muster.api.agents;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

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

  /**
   * Agents with the same value of an attribute.
   *
   * @param value empty for those that have none
   */
  @Schema(name = "FailureGroup")
  public record GroupJson(
      @Schema(examples = "0.158.0") String value,
      @Schema(description = "How many of them fail", examples = "12") int failing,
      @Schema(description = "How many there are", examples = "80") int agents) {

    static Map<String, List<GroupJson>> of(Map<String, List<FailureClusters.Group>> groups) {
      Map<String, List<GroupJson>> json = new LinkedHashMap<>();
      groups.forEach((key, values) ->
          json.put(
              key,
              values.stream()
                  .map(g -> new GroupJson(g.value(), g.failing(), g.agents()))
                  .toList()));
      return json;
    }
  }

  /** Agents that failed alike. */
  @Schema(name = "FailureCluster")
  public record ClusterJson(
      @Schema(description = "For retry?failure=", examples = "5f1c0d6a7b8e9f00") String id,
      @Schema(enumeration = {"CONFIG", "CONNECTION"}) String kind,
      @Schema(
              enumeration = {
                "FAILED",
                "NO_ANSWER",
                "TAKEN_BACK",
                "DRIFTED",
                "APPLIED_BUT_DEAD",
                "UNHEALTHY",
                "UNCONFIRMED"
              })
          String state,
      @Schema(description = "More exactly; see docs/design/sync.md", examples = "refused")
          String cause,
      @Schema(
              description = "What differs between agents is replaced; empty if they said nothing",
              examples = "unknown exporter \"debgu\" in line <n>")
          String message,
      @Schema(description = "As one of them said it") String example,
      int agents,
      @Schema(examples = "[\"prod@3\"]") List<String> configs,
      @Schema(description = "Some of the uids") List<String> sample,
      Instant first,
      Instant last,
      @Schema(description = "Of each value asked for with by=: who is in it")
          Map<String, List<GroupJson>> by) {

    static ClusterJson of(FailureClusters.Cluster cluster) {
      return new ClusterJson(
          cluster.id(),
          cluster.kind().name(),
          cluster.state(),
          cluster.cause(),
          cluster.message(),
          cluster.example(),
          cluster.agents(),
          cluster.configs(),
          cluster.sample().stream().map(Object::toString).toList(),
          cluster.first(),
          cluster.last(),
          GroupJson.of(cluster.by()));
    }
  }

  /**
   * Clusters, those of most agents first.
   *
   * @param agents in all clusters
   * @param more clusters that are not listed
   * @param by of each value asked for: how many agents are in any cluster
   */
  @Schema(name = "Failures")
  public record FailuresJson(
      List<ClusterJson> items, int agents, int more, Map<String, List<GroupJson>> by) {}

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "listFailures",
      summary = "See what failed, agents with the same error put together",
      description =
          "Every agent that is not as it should be now: refused, did not answer, drifted,"
              + " unhealthy, lost, unconfirmed. `by=revision,service.version` counts who fails of"
              + " how many, to tell the config from the machines. POST"
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
    PageLimits.check(limit);
    fleet.requireLoaded();
    AgentSelector wanted = AgentSelector.parseAll(selector);
    FailureClusters.Failures found = failures.failures(wanted::matches, groups(by));
    List<FailureClusters.Cluster> clusters = found.clusters();
    return new FailuresJson(
        clusters.stream().limit(limit).map(ClusterJson::of).toList(),
        clusters.stream().mapToInt(FailureClusters.Cluster::agents).sum(),
        Math.max(0, clusters.size() - limit),
        GroupJson.of(found.by()));
  }

  private static List<String> groups(@Nullable String by) {
    if (by == null || by.isBlank()) {
      return List.of();
    }
    List<String> keys = Arrays.stream(by.split(",", -1)).map(String::strip).distinct().toList();
    if (keys.size() > FailureClusters.MAX_BY || keys.contains("")) {
      throw Refusal.badRequest(
          "by is '"
              + by
              + "', expected 1 to "
              + FailureClusters.MAX_BY
              + " keys separated by commas, such as revision,service.version,os.type");
    }
    return keys;
  }
}
