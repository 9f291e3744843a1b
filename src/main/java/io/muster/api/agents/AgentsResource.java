package io.muster.api.agents;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.agent.Presence;
import io.muster.agent.SyncState;
import io.muster.api.http.Cursor;
import io.muster.api.http.DurableWait;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.fleet.AgentGone;
import io.muster.fleet.AgentPage;
import io.muster.fleet.AgentQuery;
import io.muster.fleet.AgentQuery.HealthFilter;
import io.muster.fleet.AgentSearch;
import io.muster.fleet.Connections;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.sync.FailureClusters;
import io.muster.sync.SyncStates;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All agents: search, and what is done to many at once. */
@Path("/api/v1/agents")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Agents")
public class AgentsResource {

  private static final Logger LOG = Logger.getLogger(AgentsResource.class);

  private final Fleet fleet;
  private final AgentSearch search;
  private final AgentMapper mapper;
  private final Connections connections;
  private final SyncStates syncStates;
  private final FailureClusters failures;
  private final Retries retries;

  AgentsResource(
      Fleet fleet,
      AgentSearch search,
      AgentMapper mapper,
      Connections connections,
      SyncStates syncStates,
      FailureClusters failures,
      Retries retries) {
    this.fleet = fleet;
    this.search = search;
    this.mapper = mapper;
    this.connections = connections;
    this.syncStates = syncStates;
    this.failures = failures;
    this.retries = retries;
  }

  /** How many agents something was done to. */
  @Schema(name = "Retried")
  public record Retried(@Schema(examples = "12") int agents) {}

  @GET
  @PermissionsAllowed(Permission.AGENT_READ)
  @Operation(
      operationId = "listAgents",
      summary = "Search agents",
      description =
          "All conditions must hold. Pages are in uid order and stay stable while the fleet"
              + " changes: pass the `next` of one page as the `cursor` of the following.")
  @APIResponse(
      responseCode = "200",
      description = "A page of agents",
      content =
          @Content(
              schema = @Schema(implementation = AgentPageJson.class),
              examples = @ExampleObject(name = "one agent", value = AgentExamples.AGENT_PAGE)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public AgentPageJson list(
      @Parameter(
              description =
                  "Kubernetes' grammar: `k=v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, `k`, `!k`,"
                      + " comma-separated or repeated; all must hold. A key or value with other"
                      + " signs stands in double quotes. A key is looked up among labels, then"
                      + " identifying, then other attributes",
              example = "env=prod,service.name=otelcol")
          @QueryParam("selector")
          List<String> selector,
      @Parameter(
              description =
                  "Text found anywhere in uid, attribute values, labels, health status or errors;"
                      + " case does not matter",
              example = "0.98.0")
          @QueryParam("q")
          @DefaultValue("")
          String q,
      @Parameter(
              description = "connected, stale, disconnected; several comma-separated",
              example = "connected,stale")
          @QueryParam("status")
          @Nullable String status,
      @Parameter(description = "healthy, unhealthy or unknown", example = "unhealthy")
          @QueryParam("health")
          @Nullable String health,
      @Parameter(
              description =
                  "Whether it runs what it should: in_sync, unconfirmed, applying, waiting, failed,"
                      + " drifted, applied_but_dead, incapable, offline, unmanaged; several"
                      + " comma-separated",
              example = "failed,drifted,applied_but_dead")
          @QueryParam("sync")
          @Nullable String sync,
      @Parameter(description = "Most agents in the answer, 1 to 1000")
          @QueryParam("limit")
          @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    fleet.requireLoaded();
    Instant now = fleet.now();
    Set<SyncState> states = constants(SyncState.class, "sync", sync);
    AgentPage page =
        search.find(
            new AgentQuery(
                AgentSelector.parseAll(selector),
                q,
                constants(Presence.class, "status", status),
                healthFilter(health),
                Cursor.read(cursor),
                limit),
            agent -> states.isEmpty() || states.contains(syncStates.of(agent, now).state()));
    return new AgentPageJson(
        page.agents().stream().map(agent -> mapper.summary(agent, now)).toList(),
        page.total(),
        Cursor.write(page.next()));
  }

  @POST
  @Path("/retry")
  @PermissionsAllowed(Permission.AGENT_EXECUTE)
  @Operation(
      operationId = "retryAgents",
      summary = "Offer again what failed, to many agents",
      description =
          "Offers that these agents answered with FAILED, or never answered, are made once more;"
              + " agents that drifted are sent their config again. Say which: by selector, by"
              + " cluster of failures, or all.")
  @APIResponse(
      responseCode = "200",
      description = "How many agents had something to retry",
      content =
          @Content(
              schema = @Schema(implementation = Retried.class),
              examples = @ExampleObject(name = "twelve", value = "{\"agents\": 12}")))
  @APIResponse(responseCode = "400", ref = "Problem")
  public Retried retry(
      @Parameter(description = "Agents that match", example = "env=prod") @QueryParam("selector")
          List<String> selector,
      @Parameter(
              description = "Agents of the cluster with this id, from /agents/failures",
              example = "5f1c0d6a7b8e9f00")
          @QueryParam("failure")
          @Nullable String failure,
      @Parameter(description = "true: all agents") @QueryParam("all") @DefaultValue("false")
          boolean all,
      @Context ContainerRequestContext request) {
    AgentSelector wanted = AgentSelector.parseAll(selector);
    boolean selects = !wanted.isAll();
    boolean fails = failure != null && !failure.isBlank();
    if (!selects && !fails && !all) {
      // So that nobody retries the whole fleet by mistake.
      throw Refusal.badRequest(
          "say which agents: ?selector=key=value, ?failure=id from /agents/failures, or ?all=true");
    }
    fleet.requireLoaded();
    List<KnownAgent> agents = new ArrayList<>();
    for (KnownAgent agent : fleet.agents()) {
      if (wanted.matches(agent.state())
          && retries.due(agent)
          && agent.holdingElsewhere() == null
          && (failure == null || !fails || failures.belongs(agent, failure))) {
        agents.add(agent);
      }
    }
    DurableWait.await(
        CompletableFuture.allOf(
            agents.stream()
                .map(agent -> retries.retry(agent).exceptionally(AgentsResource::unlessGone))
                .toArray(CompletableFuture[]::new)));
    agents.forEach(agent -> connections.reconcile(agent.uid()));
    LOG.infof(
        "event=agents_retried agents=%d selector=\"%s\" failure=%s author=%s",
        agents.size(),
        String.join(",", selector),
        failure == null ? "" : failure,
        RequestAuthor.of(request));
    return new Retried(agents.size());
  }

  /** One of many that is deleted meanwhile has nothing to retry. */
  private static @Nullable Void unlessGone(Throwable failure) {
    if (failure instanceof AgentGone) {
      return null;
    }
    throw failure instanceof RuntimeException e ? e : new CompletionException(failure);
  }

  private static <E extends Enum<E>> Set<E> constants(
      Class<E> type, String name, @Nullable String text) {
    Set<E> result = EnumSet.noneOf(type);
    if (text != null && !text.isBlank()) {
      for (String part : text.split(",", -1)) {
        result.add(constant(type, name, part));
      }
    }
    return result;
  }

  private static @Nullable HealthFilter healthFilter(@Nullable String text) {
    return text == null || text.isBlank() ? null : constant(HealthFilter.class, "health", text);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.strip())) {
        return constant;
      }
    }
    throw Refusal.badRequest(
        name
            + " is '"
            + text
            + "', expected one of "
            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
  }
}
