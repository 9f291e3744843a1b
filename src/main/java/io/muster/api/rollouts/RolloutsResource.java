package io.muster.api.rollouts;

import io.muster.access.Permission;
import io.muster.agent.AgentState;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.Audited;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.policy.Desired;
import io.muster.policy.PolicySource;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.AgentOutcome;
import io.muster.rollout.ControlOutcome;
import io.muster.rollout.Rollout;
import io.muster.rollout.RolloutAgents;
import io.muster.rollout.RolloutEvents;
import io.muster.rollout.Rollouts;
import io.muster.rollout.StartOutcome;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** Rollouts: configs on their way to agents, stage by stage. */
@Path("/api/v1/rollouts")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Rollouts")
public class RolloutsResource {

  private final Rollouts rollouts;
  private final RolloutAgents agents;
  private final FreezeWarnings freezes;
  private final PolicySource policies;

  RolloutsResource(
      Rollouts rollouts, RolloutAgents agents, FreezeWarnings freezes, PolicySource policies) {
    this.rollouts = rollouts;
    this.agents = agents;
    this.freezes = freezes;
    this.policies = policies;
  }

  static void announce(@Observes StartupEvent event, RolloutEvents changes, EventHub events) {
    changes.add(rollout -> events.publish(new Event("rollout", RolloutJson.of(rollout))));
  }

  @POST
  @Consumes("application/json")
  @PermissionsAllowed(Permission.ROLLOUT_WRITE)
  @Operation(
      operationId = "startRollout",
      summary = "Start a rollout",
      description =
          "Brings a config to a target's agents stage by stage. Each stage begins with a few"
              + " agents; a gate that trips brings the config before back. The target must pin its"
              + " config. A query that Prometheus calls wrong is refused; if Prometheus cannot be"
              + " asked now, `warnings` says so, as it does if a freeze keeps it from going on.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = RolloutJson.Body.class),
              examples = @ExampleObject(name = "rollout", value = RolloutExamples.BODY)))
  @APIResponse(
      responseCode = "201",
      description = "It is durable and begins",
      content =
          @Content(
              schema = @Schema(implementation = RolloutJson.class),
              examples = @ExampleObject(name = "rollout", value = RolloutExamples.ROLLOUT)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<RolloutJson> start(
      @Context ContainerRequestContext request, RolloutJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest("a rollout needs target and config, as " + RolloutExamples.BODY);
    }
    return switch (rollouts.start(body.wish(RequestAuthor.of(request)))) {
      case StartOutcome.Started(Rollout rollout, List<String> warnings) ->
          ResponseBuilder.<RolloutJson>create(201)
              .location(URI.create("/api/v1/rollouts/" + rollout.id()))
              .entity(RolloutJson.of(rollout, freezes.with(warnings, of(rollout.target()))))
              .build();
      case StartOutcome.NoTarget(String target) ->
          throw Refusal.notFound("there is no target '" + target + "'");
      case StartOutcome.Invalid(String message) -> throw Refusal.unprocessable(message, null);
      case StartOutcome.Conflict(String message) -> throw Refusal.conflict(message);
      case StartOutcome.Busy() -> throw Refusal.unavailable("others change this target; try again");
    };
  }

  private Predicate<AgentState> of(String target) {
    return agent ->
        Desired.desired(agent, policies.current()).reason() instanceof Desired.ByTarget chosen
            && chosen.target().equals(target);
  }

  @GET
  @PermissionsAllowed(Permission.ROLLOUT_READ)
  @Operation(operationId = "listRollouts", summary = "List rollouts", description = "Newest first.")
  @APIResponse(
      responseCode = "200",
      description = "A page of rollouts",
      content =
          @Content(
              schema = @Schema(implementation = RolloutJson.Rollouts.class),
              examples = @ExampleObject(name = "one", value = RolloutExamples.PAGE)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public RolloutJson.Rollouts list(
      @Parameter(description = "Of this target only") @QueryParam("target") @Nullable String target,
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    return RolloutJson.of(rollouts.list(target, KeyCursor.read(cursor), PageLimits.check(limit)));
  }

  @GET
  @Path("/{id}")
  @PermissionsAllowed(Permission.ROLLOUT_READ)
  @Operation(
      operationId = "getRollout",
      summary = "Read a rollout",
      description = "Values of gates may be ten seconds old.")
  @APIResponse(
      responseCode = "200",
      description = "The rollout",
      content =
          @Content(
              schema = @Schema(implementation = RolloutJson.class),
              examples = @ExampleObject(name = "rollout", value = RolloutExamples.ROLLOUT)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RolloutJson get(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id) {
    return rollouts.get(id).map(RolloutJson::of).orElseThrow(() -> unknown(id));
  }

  @GET
  @Path("/{id}/agents")
  @PermissionsAllowed(Permission.ROLLOUT_READ)
  @Operation(
      operationId = "listRolloutAgents",
      summary = "List a rollout's agents",
      description =
          "The agents that it gave its config, in the order of their uids, with what they said. Of"
              + " a rollout that has ended, up to 1000 agents are kept with which it did not go"
              + " well.")
  @APIResponse(
      responseCode = "200",
      description = "A page of agents",
      content =
          @Content(
              schema = @Schema(implementation = RolloutAgentJson.Agents.class),
              examples = @ExampleObject(name = "failed", value = RolloutExamples.AGENTS)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RolloutAgentJson.Agents agents(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id,
      @Parameter(
              description =
                  "Only those: failed, unanswered, pending, rolled_back, unconfirmed or applied")
          @QueryParam("state")
          @Nullable String state,
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    Rollout rollout = rollouts.get(id).orElseThrow(() -> unknown(id));
    String after = KeyCursor.read(cursor);
    return RolloutAgentJson.of(
        agents.page(
            rollout,
            state == null ? null : AgentOutcome.parse(state),
            after == null ? null : InstanceUid.parse(after),
            PageLimits.check(limit)),
        agents.more(rollout));
  }

  @POST
  @Path("/{id}/pause")
  @Audited(Audited.When.ALSO_WHEN_FULL)
  @PermissionsAllowed(Permission.ROLLOUT_EXECUTE)
  @Operation(
      operationId = "pauseRollout",
      summary = "Pause a rollout",
      description = "No further agents get the config; those that have it keep it.")
  @APIResponse(responseCode = "200", ref = "Rollout")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RolloutJson pause(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id,
      @Context ContainerRequestContext request) {
    return done(id, rollouts.pause(id, RequestAuthor.of(request)));
  }

  @POST
  @Path("/{id}/resume")
  @PermissionsAllowed(Permission.ROLLOUT_EXECUTE)
  @Operation(
      operationId = "resumeRollout",
      summary = "Resume a rollout",
      description = "Goes on where it was paused; its gates count anew.")
  @APIResponse(responseCode = "200", ref = "Rollout")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RolloutJson resume(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id,
      @Context ContainerRequestContext request) {
    return done(id, rollouts.resume(id, RequestAuthor.of(request)));
  }

  @POST
  @Path("/{id}/promote")
  @PermissionsAllowed(Permission.ROLLOUT_EXECUTE)
  @Operation(
      operationId = "promoteRollout",
      summary = "Promote a rollout",
      description =
          "Approves a stage, or skips what is left of its observation. Refused in a freeze.")
  @APIResponse(responseCode = "200", ref = "Rollout")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RolloutJson promote(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id,
      @Context ContainerRequestContext request) {
    return done(id, rollouts.promote(id, RequestAuthor.of(request)));
  }

  @POST
  @Path("/{id}/abort")
  @Audited(Audited.When.ALSO_WHEN_FULL)
  @PermissionsAllowed(Permission.ROLLOUT_EXECUTE)
  @Operation(
      operationId = "abortRollout",
      summary = "Abort a rollout",
      description = "Brings the config before back to all agents, in a freeze as well.")
  @APIResponse(responseCode = "200", ref = "Rollout")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  public RolloutJson abort(
      @Parameter(description = "Id of the rollout", example = "prod-eu-1") @RestPath String id,
      @Context ContainerRequestContext request) {
    return done(id, rollouts.abort(id, RequestAuthor.of(request)));
  }

  private static RolloutJson done(String id, ControlOutcome outcome) {
    return switch (outcome) {
      case ControlOutcome.Done(Rollout rollout) -> RolloutJson.of(rollout);
      case ControlOutcome.NotFound() -> throw unknown(id);
      case ControlOutcome.Conflict(String message) -> throw Refusal.conflict(message);
      case ControlOutcome.Busy() ->
          throw Refusal.unavailable("others change this rollout; try again");
    };
  }

  private static Refusal unknown(String id) {
    return Refusal.notFound("there is no rollout '" + id + "'");
  }
}
