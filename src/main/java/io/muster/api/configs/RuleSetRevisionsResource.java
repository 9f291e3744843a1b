package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleSets;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The revisions of a rule set and what changed between them. */
@Path("/api/v1/ottl/{name}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Rule sets")
public class RuleSetRevisionsResource {

  private final RevisionCatalogue ruleSets;

  RuleSetRevisionsResource(RuleSets ruleSets) {
    this.ruleSets = ruleSets.revisions();
  }

  @GET
  @Path("/revisions")
  @PermissionsAllowed(Permission.RULE_SET_READ)
  @Operation(
      operationId = "listRuleSetRevisions",
      summary = "List the revisions of a rule set",
      description = "Newest first, without rules.")
  @APIResponse(
      responseCode = "200",
      description = "A page of revisions",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Revisions.class),
              examples = @ExampleObject(name = "one", value = ConfigExamples.CONFIG_PAGE)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  public ConfigJson.Revisions list(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name,
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    return ruleSets
        .revisions(name, RevisionsResource.before(cursor), PageLimits.check(limit))
        .map(ConfigJson::of)
        .orElseThrow(() -> Refusal.notFound("there is no rule set '" + name + "'"));
  }

  @GET
  @Path("/revisions/{number}")
  @PermissionsAllowed(Permission.RULE_SET_READ)
  @Operation(
      operationId = "getRuleSetRevision",
      summary = "Read a revision of a rule set",
      description = "Revisions never change.")
  @APIResponse(
      responseCode = "200",
      description = "The revision",
      content =
          @Content(
              schema = @Schema(implementation = RuleSetJson.Revision.class),
              examples = @ExampleObject(name = "example", value = ConfigExamples.RULE_SET)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RuleSetJson.Revision get(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name,
      @Parameter(description = "Number of the revision", example = "2") @RestPath long number) {
    return ruleSets
        .revision(name, number)
        .map(RuleSetJson::of)
        .orElseThrow(() ->
            Refusal.notFound("there is no revision " + number + " of rule set '" + name + "'"));
  }

  @GET
  @Path("/diff")
  @PermissionsAllowed(Permission.RULE_SET_READ)
  @Operation(
      operationId = "diffRuleSetRevisions",
      summary = "Compare two revisions of a rule set",
      description = "Line by line.")
  @APIResponse(
      responseCode = "200",
      description = "What changes",
      content =
          @Content(
              schema = @Schema(implementation = RevisionsResource.Diff.class),
              examples = @ExampleObject(name = "example", value = ConfigExamples.DIFF)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  public RevisionsResource.Diff diff(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name,
      @Parameter(description = "The older revision", required = true, example = "1")
          @QueryParam("from")
          @Nullable Long from,
      @Parameter(description = "The newer revision", required = true, example = "2")
          @QueryParam("to")
          @Nullable Long to) {
    return RevisionsResource.diff(ruleSets, "rule set", name, from, to);
  }
}
