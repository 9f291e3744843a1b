package io.muster.api.plans;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.access.Permission;
import io.muster.agent.AgentState;
import io.muster.api.configs.ConfigResource;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.FaultJson;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.config.ConfigReference;
import io.muster.freeze.Freezes;
import io.muster.plan.ManifestApplier;
import io.muster.plan.ManifestProblem;
import io.muster.plan.Manifests;
import io.muster.plan.Planner;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Several changes at once: first what they would do, then doing it. */
@Path("/api/v1")
@Produces("application/json")
@Consumes("application/json")
@RunOnVirtualThread
@Tag(name = "Plans")
public class PlanResource {

  private static final StringPermission TARGET_WRITE = new StringPermission("target", "write");

  private static final StringPermission ROLLOUT_WRITE = new StringPermission("rollout", "write");

  private final Planner planner;
  private final ManifestApplier applying;
  private final EventHub events;
  private final FreezeWarnings warnings;
  private final Freezes freezes;
  private final PolicySource policies;
  private final ObjectMapper mapper;
  private final SecurityIdentity operator;

  PlanResource(
      Planner planner,
      ManifestApplier applying,
      EventHub events,
      FreezeWarnings warnings,
      Freezes freezes,
      PolicySource policies,
      ObjectMapper mapper,
      SecurityIdentity operator) {
    this.planner = planner;
    this.applying = applying;
    this.events = events;
    this.warnings = warnings;
    this.freezes = freezes;
    this.policies = policies;
    this.mapper = mapper;
    this.operator = operator;
  }

  @POST
  @Path("/plan")
  @PermissionsAllowed(Permission.CONFIG_EXECUTE)
  @Operation(
      operationId = "plan",
      summary = "Say what manifests would change",
      description =
          "Nothing is written. Agents that change alike are one group, with the difference, what"
              + " their builds would refuse, who cannot take it and why, and how many restart."
              + " Errors in the manifests are in the answer, which is then not applicable.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = PlanJson.Body.class),
              examples = @ExampleObject(name = "manifests", value = PlanExamples.PLAN_BODY)))
  @APIResponse(
      responseCode = "200",
      description = "The plan",
      content =
          @Content(
              schema = @Schema(implementation = PlanJson.Planned.class),
              examples = @ExampleObject(name = "plan", value = PlanExamples.PLAN)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "413", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public PlanJson.Planned plan(
      @Parameter(description = "As for PUT of a config: auto, collector or false")
          @QueryParam("validate")
          @DefaultValue("auto")
          String validate,
      @Context ContainerRequestContext request,
      PlanJson.@Nullable Body body) {
    return PlanJson.of(
        planner.plan(manifests(body, request), ConfigResource.mode(validate)), freezes.all());
  }

  @POST
  @Path("/apply")
  @PermissionsAllowed(Permission.CONFIG_WRITE)
  @Operation(
      operationId = "apply",
      summary = "Apply manifests",
      description =
          "Configs first, then targets, each only if nobody changed it meanwhile. With the token of"
              + " a plan it is refused if configs or targets moved since, or if these are other"
              + " manifests. There is no write over several objects: what comes in between stops"
              + " it, and the answer says what was done. With `rollout` a target whose config"
              + " changes keeps what it has, and a rollout brings the new one stage by stage.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = PlanJson.Body.class),
              examples = @ExampleObject(name = "manifests", value = PlanExamples.PLAN_BODY)))
  @APIResponse(
      responseCode = "200",
      description = "All are in force",
      content =
          @Content(
              schema = @Schema(implementation = PlanJson.Applied.class),
              examples = @ExampleObject(name = "applied", value = PlanExamples.APPLIED)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "403", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "413", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public PlanJson.Applied apply(
      @Parameter(description = "As for PUT of a config: auto, collector or false")
          @QueryParam("validate")
          @DefaultValue("auto")
          String validate,
      @Context ContainerRequestContext request,
      PlanJson.@Nullable Body body) {
    String plan = body == null ? null : body.plan();
    Manifests manifests = manifests(body, request);
    if (!manifests.targets().isEmpty()) {
      requireTargets(operator);
    }
    if (manifests.byRollout() != null) {
      requireRollouts(operator);
    }
    return switch (applying.apply(manifests, plan, ConfigResource.mode(validate))) {
      case ManifestApplier.Outcome.Applied(List<ManifestApplier.Done> done) -> {
        publish(done);
        yield PlanJson.of(done, warnings.of(reachedBy(done)));
      }
      case ManifestApplier.Outcome.Moved(String message) -> throw Refusal.conflict(message);
      case ManifestApplier.Outcome.Refused(List<ManifestProblem> problems) ->
          throw refused(problems);
      case ManifestApplier.Outcome.Stopped(
              List<ManifestApplier.Done> done,
              String manifest,
              String message) -> {
        publish(done);
        throw Refusal.conflict(
            manifest
                + " was not applied, nor what comes after it: "
                + message
                + "; applied: "
                + (done.isEmpty()
                    ? "nothing"
                    : done.stream()
                        .map(d -> d.kind() + " " + d.name())
                        .collect(Collectors.joining(", "))));
      }
    };
  }

  /** Manifests must not be a way around the permission that PUT of a target needs. */
  static void requireTargets(SecurityIdentity operator) {
    if (!operator.checkPermissionBlocking(TARGET_WRITE)) {
      throw Refusal.forbidden(
          "manifests of targets need the permission " + Permission.TARGET_WRITE + " as well");
    }
  }

  /** Nor around the one that a rollout needs. */
  static void requireRollouts(SecurityIdentity operator) {
    if (!operator.checkPermissionBlocking(ROLLOUT_WRITE)) {
      throw Refusal.forbidden(
          "applying by rollouts needs the permission " + Permission.ROLLOUT_WRITE + " as well");
    }
  }

  private Predicate<AgentState> reachedBy(List<ManifestApplier.Done> done) {
    Policy policy = policies.current();
    return agent ->
        done.stream()
            .anyMatch(each ->
                each.kind().equals("config")
                    ? policy.wants(agent, ConfigReference.parse(each.reference()))
                    : Desired.desired(agent, policy).reason() instanceof Desired.ByTarget chosen
                        && chosen.target().equals(each.name()));
  }

  private Manifests manifests(PlanJson.@Nullable Body body, ContainerRequestContext request) {
    return ManifestJson.read(
        body == null ? null : body.manifests(),
        body == null ? null : body.rollout(),
        mapper,
        RequestAuthor.of(request));
  }

  private static Refusal refused(List<ManifestProblem> problems) {
    ManifestProblem first = problems.getFirst();
    return Refusal.unprocessable(
        first.manifest()
            + ": "
            + first.problem()
            + (problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)"),
        problems.stream().map(problem -> FaultJson.fault(problem.problem())).toList());
  }

  private void publish(List<ManifestApplier.Done> done) {
    for (ManifestApplier.Done each : done) {
      Long revision = each.kind().equals("config") ? each.version() : null;
      events.publish(new Event(each.kind(), new Event.Changed(each.name(), revision, false)));
    }
  }
}
