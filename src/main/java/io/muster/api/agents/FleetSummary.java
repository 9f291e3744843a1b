package io.muster.api.agents;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.agent.Presence;
import io.muster.agent.SyncState;
import io.muster.api.http.FreezeJson;
import io.muster.fleet.AgentQuery.HealthFilter;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.sync.SyncStates;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The fleet in numbers: how many agents are how. */
@Path("/api/v1/agents/summary")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class FleetSummary {

  private final Fleet fleet;
  private final FleetSettings settings;
  private final SyncStates syncStates;
  private final Freezes freezes;

  FleetSummary(Fleet fleet, FleetSettings settings, SyncStates syncStates, Freezes freezes) {
    this.fleet = fleet;
    this.settings = settings;
    this.syncStates = syncStates;
    this.freezes = freezes;
  }

  /** Numbers of agents, zeros included. */
  @Schema(name = "FleetSummary")
  public record Summary(
      int total,
      Map<String, Integer> status,
      Map<String, Integer> health,
      Map<String, Integer> sync,
      @Schema(description = "For which a freeze holds", examples = "0") int frozen,
      @Schema(description = "All freezes") List<FreezeJson> freezes) {}

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "summarizeAgents",
      summary = "Count agents",
      description =
          "By status, health, and whether they run the config they should; and what is frozen.")
  @APIResponse(
      responseCode = "200",
      description = "The numbers",
      content =
          @Content(
              schema = @Schema(implementation = Summary.class),
              examples = @ExampleObject(name = "three", value = AgentExamples.SUMMARY)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public Summary summary(
      @Parameter(description = "Which agents; all without it", example = "env=prod")
          @QueryParam("selector")
          List<String> selector) {
    fleet.requireLoaded();
    AgentSelector wanted = AgentSelector.parseAll(selector);
    Map<String, Integer> status = zeros(Presence.values());
    Map<String, Integer> health = zeros(HealthFilter.values());
    Instant now = fleet.now();
    int total = 0;
    int frozen = 0;
    for (KnownAgent agent : fleet.agents()) {
      if (wanted.matches(agent.state())) {
        total++;
        frozen += freezes.stops(agent.state(), Outgoing.CHANGE) ? 1 : 0;
        Presence presence = agent.presence(now, settings);
        add(status, presence);
        add(health, HealthFilter.of(agent.state().reported().health(), presence));
      }
    }
    Map<String, Integer> sync = zeros(SyncState.values());
    syncStates
        .counts(agent -> wanted.matches(agent.state()))
        .forEach((state, agents) -> sync.put(state.word(), agents));
    return new Summary(total, status, health, sync, frozen, FreezeJson.of(freezes.all()));
  }

  private static Map<String, Integer> zeros(Enum<?>[] constants) {
    Map<String, Integer> zeros = new LinkedHashMap<>();
    Arrays.stream(constants).forEach(constant -> zeros.put(word(constant), 0));
    return zeros;
  }

  private static void add(Map<String, Integer> counts, Enum<?> constant) {
    counts.merge(word(constant), 1, Integer::sum);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
