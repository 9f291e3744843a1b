package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.DeleteResponses;
import io.muster.api.http.EntityTags;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.plan.ManifestKind;
import io.muster.plan.SetMembership;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.Targets;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.List;
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

/** Targets: which agents have which config. */
@Path("/api/v1/targets")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Targets")
public class TargetsResource {

  private final Targets targets;
  private final SetMembership sets;
  private final EventHub events;
  private final FreezeWarnings freezes;

  TargetsResource(Targets targets, SetMembership sets, EventHub events, FreezeWarnings freezes) {
    this.sets = sets;
    this.targets = targets;
    this.events = events;
    this.freezes = freezes;
  }

  @GET
  @PermissionsAllowed(Permission.TARGET_READ)
  @Operation(
      operationId = "listTargets",
      summary = "List targets",
      description = "In the order they are asked.")
  @APIResponse(
      responseCode = "200",
      description = "A page of targets",
      content =
          @Content(
              schema = @Schema(implementation = TargetJson.Targets.class),
              examples = @ExampleObject(name = "one", value = ConfigExamples.TARGET_PAGE)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public TargetJson.Targets list(
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor,
      @Parameter(
              description = "Targets whose manifests have labels that match",
              example = "team=edge")
          @QueryParam("selector")
          List<String> selector) {
    var chosen = sets.labels().chosen(ManifestKind.TARGET, AgentSelector.parseAll(selector));
    return TargetJson.of(
        targets.list(
            KeyCursor.read(cursor), PageLimits.check(limit), target -> chosen.test(target.name())),
        sets.read(),
        sets.labels().all());
  }

  @GET
  @Path("/{name}")
  @PermissionsAllowed(Permission.TARGET_READ)
  @Operation(
      operationId = "getTarget",
      summary = "Read a target",
      description = "The ETag is for If-Match.")
  @APIResponse(
      responseCode = "200",
      description = "The target",
      content =
          @Content(
              schema = @Schema(implementation = TargetJson.class),
              examples = @ExampleObject(name = "target", value = ConfigExamples.TARGET)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<TargetJson> get(
      @Parameter(description = "Name of the target", example = "prod-eu") @RestPath String name) {
    return targets
        .get(name)
        .map(target -> answer(200, target, List.of()))
        .orElseThrow(() -> Refusal.notFound("there is no target '" + name + "'"));
  }

  @PUT
  @Path("/{name}")
  @Consumes("application/json")
  @PermissionsAllowed(Permission.TARGET_WRITE)
  @Operation(
      operationId = "putTarget",
      summary = "Put a target",
      description =
          "Agents that match all pairs of the selector get the config; several targets of one"
              + " selector share them by weight. Takes effect at once, or when its window opens.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = TargetJson.Body.class),
              examples = @ExampleObject(name = "target", value = ConfigExamples.TARGET_BODY)))
  @APIResponse(
      responseCode = "201",
      description = "A new target",
      content =
          @Content(
              schema = @Schema(implementation = TargetJson.class),
              examples = @ExampleObject(name = "target", value = ConfigExamples.TARGET)))
  @APIResponse(
      responseCode = "200",
      description = "Changed, or the same as before",
      content = @Content(schema = @Schema(implementation = TargetJson.class)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<TargetJson> put(
      @Parameter(description = "Name of the target", example = "prod-eu") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      TargetJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest(
          "a target needs selector and config, as " + ConfigExamples.TARGET_BODY);
    }
    String author = RequestAuthor.of(request);
    return switch (targets.put(body.put(name, author, expected(name, ifMatch, ifNoneMatch)))) {
      case TargetOutcome.Saved(Target target, boolean created, List<String> warnings) -> {
        events.publish(new Event("target", new Event.Changed(name, null, false)));
        yield answer(
            created ? 201 : 200,
            target,
            freezes.with(warnings, agent -> target.selector().matches(agent, target.labelsOnly())));
      }
      case TargetOutcome.Unchanged(Target target) -> answer(200, target, List.of());
      case TargetOutcome.Invalid(String message) -> throw Refusal.unprocessable(message, null);
      case TargetOutcome.RolloutRequired(Target _, String message) ->
          throw Refusal.conflict(message);
      case TargetOutcome.InRollout(String rollout) ->
          throw Refusal.conflict(
              "rollout " + rollout + " is at work on target '" + name + "'; abort it first");
      case TargetOutcome.PreconditionFailed(long current) ->
          throw EntityTags.failed("target '" + name + "'", current);
      case TargetOutcome.Busy() ->
          throw Refusal.unavailable("others change this target; try again");
    };
  }

  @DELETE
  @Path("/{name}")
  @PermissionsAllowed(Permission.TARGET_WRITE)
  @Operation(
      operationId = "deleteTarget",
      summary = "Delete a target",
      description = "Its agents go to the next target that matches, or to the default config.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public void delete(
      @Parameter(description = "Name of the target", example = "prod-eu") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request) {
    DeleteResponses.done(
        targets.delete(name, RequestAuthor.of(request), expected(name, ifMatch, null)),
        "target '" + name + "'");
    sets.forget(ManifestKind.TARGET, name);
    events.publish(new Event("target", new Event.Changed(name, null, true)));
  }

  private @Nullable Long expected(
      String name, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    return ifMatch == null && ifNoneMatch == null
        ? null
        : EntityTags.expected(
            ifMatch, ifNoneMatch, targets.get(name).map(Target::generation).orElse(0L));
  }

  private RestResponse<TargetJson> answer(int status, Target target, List<String> warnings) {
    return ResponseBuilder.<TargetJson>create(status)
        .header("ETag", EntityTags.of(target.generation()))
        .entity(
            TargetJson.of(
                target,
                sets.owner(ManifestKind.TARGET, target.name()),
                sets.labels().of(ManifestKind.TARGET, target.name()),
                warnings))
        .build();
  }
}
