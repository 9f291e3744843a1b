package io.muster.api.plans;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.access.Permission;
import io.muster.api.configs.ConfigResource;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.Audited;
import io.muster.api.http.FaultJson;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.freeze.Freezes;
import io.muster.plan.Manifest;
import io.muster.plan.ManifestApplier;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestProblem;
import io.muster.plan.Manifests;
import io.muster.plan.OfSet;
import io.muster.plan.Origin;
import io.muster.plan.Planner;
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

  private final Planner planner;
  private final ManifestApplier applying;
  private final EventHub events;
  private final FreezeWarnings warnings;
  private final Freezes freezes;
  private final AppliedReach reach;
  private final Origin origin;
  private final ObjectMapper mapper;
  private final SecurityIdentity operator;

  PlanResource(
      Planner planner,
      ManifestApplier applying,
      EventHub events,
      FreezeWarnings warnings,
      Freezes freezes,
      AppliedReach reach,
      Origin origin,
      ObjectMapper mapper,
      SecurityIdentity operator) {
    this.planner = planner;
    this.applying = applying;
    this.events = events;
    this.warnings = warnings;
    this.freezes = freezes;
    this.reach = reach;
    this.origin = origin;
    this.mapper = mapper;
    this.operator = operator;
  }

  @POST
  @Path("/plan")
  @Audited(Audited.When.NEVER)
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
          "Rule sets, configs, targets, the default config, connection settings, labels, rollouts:"
              + " in this order, each only if nobody changed it meanwhile. With the token of a plan"
              + " it is refused if configs or targets moved since, or if these are other manifests."
              + " There is no write over several objects: what comes in between stops it, and the"
              + " answer says what was done. With `rollout` a target whose config changes keeps"
              + " what it has, and a rollout brings the new one stage by stage.")
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
    requirePermissions(operator, manifests);
    return switch (applying.apply(manifests, plan, ConfigResource.mode(validate))) {
      case ManifestApplier.Outcome.Applied(List<ManifestApplier.Done> done) -> {
        publish(done);
        yield PlanJson.of(done, warnings.of(reach.of(done)));
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

  /** Manifests must not be a way around the permissions that their PUTs need. */
  static void requirePermissions(SecurityIdentity operator, Manifests manifests) {
    if (manifests.byRollout() != null) {
      require(operator, Permission.ROLLOUT_WRITE, "applying by rollouts");
    }
    if (manifests.set() instanceof OfSet set && set.prune()) {
      for (ManifestKind kind : ManifestKind.values()) {
        require(operator, permission(kind), "pruning");
      }
    }
    for (Manifest manifest : manifests.all()) {
      ManifestKind kind = manifest.id().kind();
      require(operator, permission(kind), "a manifest of kind " + kind.text());
    }
  }

  private static String permission(ManifestKind kind) {
    return switch (kind) {
      case CONFIG -> Permission.CONFIG_WRITE;
      case RULE_SET -> Permission.RULE_SET_WRITE;
      case TARGET, DEFAULT_CONFIG -> Permission.TARGET_WRITE;
      case CONNECTION_SETTINGS -> Permission.CONNECTION_WRITE;
      case LABELS -> Permission.LABEL_WRITE;
      case ROLLOUT -> Permission.ROLLOUT_WRITE;
    };
  }

  private static void require(SecurityIdentity operator, String permission, String what) {
    String[] parts = permission.split(":", 2);
    if (!operator.checkPermissionBlocking(new StringPermission(parts[0], parts[1]))) {
      throw Refusal.forbidden(what + " needs the permission " + permission + " as well");
    }
  }

  private Manifests manifests(PlanJson.@Nullable Body body, ContainerRequestContext request) {
    return ManifestsJson.read(body, mapper, RequestAuthor.of(request), origin.id());
  }

  private static Refusal refused(List<ManifestProblem> problems) {
    ManifestProblem first = problems.getFirst();
    return Refusal.unprocessable(
        first.manifest()
            + ": "
            + first.problem()
            + (problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)"),
        problems.stream()
            .map(problem -> FaultJson.fault(problem.manifest(), problem.problem()))
            .toList());
  }

  private void publish(List<ManifestApplier.Done> done) {
    done.forEach(this::publish);
  }

  /** As the resources of each kind do; labels and rollouts tell it themselves. */
  private void publish(ManifestApplier.Done done) {
    switch (done.manifest().kind()) {
      case CONFIG, RULE_SET ->
          publish(done.kind(), done.name(), done.deleted() ? null : done.version(), done.deleted());
      case TARGET, CONNECTION_SETTINGS -> {
        publish(done.kind(), done.name(), null, done.deleted());
        if (done.manifest().kind() == ManifestKind.CONNECTION_SETTINGS
            && done.name().equals("default")) {
          publish("setting", "connection", null, done.deleted());
        }
      }
      case DEFAULT_CONFIG ->
          events.publish(
              new Event(
                  "setting",
                  new Event.Changed("default-config", null, done.reference().isEmpty())));
      case LABELS, ROLLOUT -> {}
    }
  }

  private void publish(String kind, String name, @Nullable Long revision, boolean deleted) {
    events.publish(new Event(kind, new Event.Changed(name, revision, deleted)));
  }
}
