package io.muster.api.freeze;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.Audited;
import io.muster.api.http.FreezeJson;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.fleet.Fleet;
import io.muster.freeze.ActiveFreezes;
import io.muster.freeze.Freeze;
import io.muster.freeze.Freezes;
import io.muster.freeze.Freezes.FreezeOutcome;
import io.muster.freeze.Freezes.LiftOutcome;
import io.muster.freeze.Freezes.Which;
import io.muster.freeze.Outgoing;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The switch that stops all that would change agents. */
@Path("/api/v1/freeze")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Freeze")
public class FreezeResource {

  private final Freezes freezes;
  private final Fleet fleet;
  private final EventHub events;

  FreezeResource(Freezes freezes, Fleet fleet, EventHub events) {
    this.freezes = freezes;
    this.fleet = fleet;
    this.events = events;
  }

  /** What is frozen. */
  @Schema(name = "Freezes")
  public record FreezesJson(
      @Schema(description = "Whether any freeze holds") boolean frozen,
      @Schema(description = "Known agents for which one holds", examples = "120") long agents,
      @Schema(description = "In the order in which they began") List<FreezeJson> freezes) {}

  /** A wish to freeze. */
  @Schema(name = "FreezeBody")
  public record Body(
      @Schema(required = true, examples = "change freeze until January 7") @Nullable String reason,
      @Schema(description = "Which agents, as in queries; all without it", examples = "env=prod")
          @Nullable String selector) {}

  @GET
  @PermissionsAllowed(Permission.FREEZE_READ)
  @Operation(
      operationId = "getFreeze",
      summary = "See what is frozen",
      description = "Every freeze, with its reason, who froze and since when.")
  @APIResponse(
      responseCode = "200",
      description = "The freezes",
      content =
          @Content(
              schema = @Schema(implementation = FreezesJson.class),
              examples = @ExampleObject(name = "one", value = FreezeExamples.FREEZES)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public FreezesJson get() {
    freezes.reread();
    List<Freeze> all = freezes.all();
    long agents =
        all.isEmpty()
            ? 0
            : fleet.agents().stream()
                .filter(agent -> freezes.stops(agent.state(), Outgoing.CHANGE))
                .count();
    return new FreezesJson(!all.isEmpty(), agents, FreezeJson.of(all));
  }

  @POST
  @Audited(Audited.When.ALSO_WHEN_FULL)
  @Consumes("application/json")
  @PermissionsAllowed(Permission.FREEZE_WRITE)
  @Operation(
      operationId = "freeze",
      summary = "Freeze agents",
      description =
          "From now on nothing that changes these agents is sent to them: no config, connection"
              + " settings, command or custom message. Rollouts of theirs stand still. Abort,"
              + " rollback and what they take back are not stopped. Changes are accepted, and go"
              + " out when the freeze is lifted. There is one freeze of a selector at most, and"
              + " several of different ones; an agent is frozen while any holds for it.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = Body.class),
              examples = @ExampleObject(name = "freeze", value = FreezeExamples.BODY)))
  @APIResponse(
      responseCode = "201",
      description = "It holds from now on",
      content =
          @Content(
              schema = @Schema(implementation = FreezeJson.class),
              examples = @ExampleObject(name = "freeze", value = FreezeExamples.FREEZE)))
  @APIResponse(
      responseCode = "200",
      description = "The same held before",
      content = @Content(schema = @Schema(implementation = FreezeJson.class)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<FreezeJson> freeze(
      @Context ContainerRequestContext request, @Nullable Body body) {
    if (body == null || body.reason() == null) {
      throw Refusal.badRequest("a freeze needs a reason, as " + FreezeExamples.BODY.strip());
    }
    AgentSelector selector = AgentSelector.parse(body.selector() == null ? "" : body.selector());
    return switch (freezes.freeze(selector, body.reason(), RequestAuthor.of(request))) {
      case FreezeOutcome.Frozen(Freeze freeze, boolean created) -> {
        if (created) {
          changed(false);
        }
        yield ResponseBuilder.<FreezeJson>create(created ? 201 : 200)
            .entity(FreezeJson.of(freeze))
            .build();
      }
      case FreezeOutcome.Differs(Freeze present) ->
          throw Refusal.conflict(
              present.text()
                  + " already. Lift that freeze first, or freeze by another selector beside it");
      case FreezeOutcome.TooMany() ->
          throw Refusal.conflict(
              "there are "
                  + ActiveFreezes.MAX_FREEZES
                  + " freezes, which is the limit: lift some, or freeze by a wider selector");
      case FreezeOutcome.Busy() ->
          throw Refusal.unavailable("others freeze or unfreeze; try again");
    };
  }

  @DELETE
  @PermissionsAllowed(Permission.FREEZE_WRITE)
  @Operation(
      operationId = "unfreeze",
      summary = "Lift a freeze",
      description =
          "What was kept back goes out at the usual pace. Without parameters the freeze of all"
              + " agents is lifted, or the only one; if there are several others, say which, or"
              + " all. It is no error if nothing is frozen.")
  @APIResponse(responseCode = "204", description = "It holds no more")
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public void unfreeze(
      @Parameter(
              description = "The selector of the freeze; empty for the one of all agents",
              example = "env=prod")
          @QueryParam("selector")
          List<String> selector,
      @Parameter(description = "true: all freezes") @QueryParam("all") @DefaultValue("false")
          boolean all,
      @Context ContainerRequestContext request) {
    if (all && !selector.isEmpty()) {
      throw Refusal.badRequest("say selector or all, not both");
    }
    Which which =
        all
            ? new Which.All()
            : request.getUriInfo().getQueryParameters().containsKey("selector")
                ? new Which.By(AgentSelector.parseAll(selector))
                : new Which.Only();
    switch (freezes.lift(which, RequestAuthor.of(request))) {
      case LiftOutcome.Lifted _ -> changed(true);
      case LiftOutcome.NotFrozen(List<Freeze> present) -> {
        if (which instanceof Which.By(AgentSelector wanted)) {
          throw Refusal.notFound(
              (wanted.isAll()
                      ? "there is no freeze of all agents"
                      : "there is no freeze of agents with " + wanted)
                  + "; "
                  + list(present));
        }
      }
      case LiftOutcome.Several(List<Freeze> present) ->
          throw Refusal.conflict(
              "there are several freezes: say which with ?selector=, or ?all=true; "
                  + list(present));
      case LiftOutcome.Busy() -> throw Refusal.unavailable("others freeze or unfreeze; try again");
    }
  }

  private static String list(List<Freeze> present) {
    return present.isEmpty()
        ? "nothing is frozen"
        : present.stream().map(Freeze::text).limit(10).collect(Collectors.joining("; "));
  }

  private void changed(boolean lifted) {
    events.publish(new Event("setting", new Event.Changed("freeze", null, lifted)));
  }
}
