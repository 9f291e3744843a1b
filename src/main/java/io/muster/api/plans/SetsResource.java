package io.muster.api.plans;

import io.muster.access.Permission;
import io.muster.api.http.Refusal;
import io.muster.plan.ManifestId;
import io.muster.plan.ManifestSets;
import io.muster.plan.SetMembership;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Sets of manifests: what is applied, and pruned, together. */
@Path("/api/v1/sets")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Plans")
public class SetsResource {

  private final SetMembership membership;

  SetsResource(SetMembership membership) {
    this.membership = membership;
  }

  /** Something that belongs to a set. */
  @Schema(name = "SetMember")
  public record Member(
      @Schema(examples = "target") String kind, @Schema(examples = "prod-eu") String name) {

    static Member of(ManifestId id) {
      return new Member(id.kind().text(), id.name());
    }
  }

  /** A set. */
  @Schema(name = "ManifestSet")
  public record SetJson(
      @Schema(examples = "payments") String name,
      List<Member> members,
      Instant changedAt,
      @Schema(examples = "operator") String changedBy) {

    static SetJson of(String name, ManifestSets.Members set) {
      return new SetJson(
          name, set.all().stream().map(Member::of).toList(), set.changedAt(), set.changedBy());
    }
  }

  /** All of them; they are never more than a page. */
  @Schema(name = "ManifestSetPage")
  public record Sets(List<SetJson> items, long total) {}

  @GET
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "listSets",
      summary = "List the sets of manifests",
      description = "What `apply` with a set has made part of each.")
  @APIResponse(
      responseCode = "200",
      description = "All of them",
      content =
          @Content(
              schema = @Schema(implementation = Sets.class),
              examples = @ExampleObject(name = "one", value = PlanExamples.SETS)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public Sets list() {
    List<SetJson> items =
        membership.read().sets().entrySet().stream()
            .map(set -> SetJson.of(set.getKey(), set.getValue()))
            .toList();
    return new Sets(items, items.size());
  }

  @GET
  @Path("/{name}")
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "getSet",
      summary = "Read a set of manifests",
      description = "What belongs to it.")
  @APIResponse(
      responseCode = "200",
      description = "The set",
      content =
          @Content(
              schema = @Schema(implementation = SetJson.class),
              examples = @ExampleObject(name = "set", value = PlanExamples.SET)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public SetJson get(
      @Parameter(description = "Name of the set", example = "payments") @RestPath String name) {
    ManifestSets.Members found = membership.read().sets().get(name);
    if (found == null) {
      throw Refusal.notFound("there is no set '" + name + "'");
    }
    return SetJson.of(name, found);
  }
}
