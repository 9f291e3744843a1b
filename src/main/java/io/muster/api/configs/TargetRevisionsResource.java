package io.muster.api.configs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.access.Permission;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.config.Page;
import io.muster.policy.Target;
import io.muster.policy.TargetRevision;
import io.muster.policy.Targets;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The revisions of a target: who changed it, when, and why. */
@Path("/api/v1/targets/{name}/revisions")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Targets")
public class TargetRevisionsResource {

  private final Targets targets;

  TargetRevisionsResource(Targets targets) {
    this.targets = targets;
  }

  /**
   * One revision.
   *
   * @param author an operator, or `rollout` and its id
   * @param target what was put; null if the target was deleted
   */
  @Schema(name = "TargetRevision", description = "A revision of a target")
  public record RevisionJson(
      @Schema(examples = "prod-eu") String name,
      @Schema(examples = "3") long revision,
      @Schema(examples = "operator") String author,
      Instant createdAt,
      @Schema(examples = "eu goes first") String comment,
      @Nullable Spec target) {

    static RevisionJson of(TargetRevision revision) {
      Target target = revision.target();
      return new RevisionJson(
          revision.name(),
          revision.number(),
          revision.author(),
          revision.createdAt(),
          revision.comment(),
          target == null ? null : Spec.of(target));
    }
  }

  /** What was put. */
  @Schema(name = "TargetSpec")
  public record Spec(
      Map<String, String> selector,
      @Schema(examples = "prod@3") String config,
      @Schema(examples = "100") int weight,
      @Schema(examples = "10") int order,
      boolean labelsOnly,
      boolean requireRollout,
      @Nullable WindowJson window) {

    static Spec of(Target target) {
      return new Spec(
          target.selector().pairs(),
          target.config().toString(),
          target.weight(),
          target.order(),
          target.labelsOnly(),
          target.requireRollout(),
          WindowJson.of(target.window()));
    }
  }

  /**
   * Some of the revisions.
   *
   * @param total number of the newest: there are at most as many
   * @param next cursor of the next page; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "TargetRevisionPage")
  public record Revisions(List<RevisionJson> items, long total, @Nullable String next) {

    static Revisions of(Page<TargetRevision> page) {
      return new Revisions(
          page.items().stream().map(RevisionJson::of).toList(),
          page.total(),
          page.next() == null ? null : KeyCursor.write(page.next()));
    }
  }

  @GET
  @PermissionsAllowed(Permission.TARGET_READ)
  @Operation(
      operationId = "listTargetRevisions",
      summary = "List the revisions of a target",
      description =
          "Newest first, also of a target that was deleted. Each is kept for 400 days; the one that"
              + " the target is, for ever.")
  @APIResponse(
      responseCode = "200",
      description = "A page of revisions",
      content =
          @Content(
              schema = @Schema(implementation = Revisions.class),
              examples = @ExampleObject(name = "one", value = ConfigExamples.TARGET_REVISIONS)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  public Revisions list(
      @Parameter(description = "Name of the target", example = "prod-eu") @RestPath String name,
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    return targets
        .revisions(name, RevisionsResource.before(cursor), PageLimits.check(limit))
        .map(Revisions::of)
        .orElseThrow(() -> Refusal.notFound("there is no target '" + name + "'"));
  }

  @GET
  @Path("/{number}")
  @PermissionsAllowed(Permission.TARGET_READ)
  @Operation(
      operationId = "getTargetRevision",
      summary = "Read a revision of a target",
      description = "Revisions never change.")
  @APIResponse(
      responseCode = "200",
      description = "The revision",
      content =
          @Content(
              schema = @Schema(implementation = RevisionJson.class),
              examples = @ExampleObject(name = "one", value = ConfigExamples.TARGET_REVISION)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RevisionJson get(
      @Parameter(description = "Name of the target", example = "prod-eu") @RestPath String name,
      @Parameter(description = "Number of the revision", example = "3") @RestPath long number) {
    return targets
        .revision(name, number)
        .map(RevisionJson::of)
        .orElseThrow(
            () -> Refusal.notFound("there is no revision " + number + " of target '" + name + "'"));
  }
}
