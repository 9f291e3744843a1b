package io.muster.api.configs;

import com.google.protobuf.ByteString;
import io.muster.access.Permission;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.DeleteResponses;
import io.muster.api.http.EntityTags;
import io.muster.api.http.FaultJson;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleReference;
import io.muster.config.RuleSets;
import io.muster.plan.ManifestKind;
import io.muster.plan.SetMembership;
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

/** A set of OTTL rules by its name. */
@Path("/api/v1/ottl/{name}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Rule sets")
public class RuleSetResource {

  private final RevisionCatalogue ruleSets;
  private final ConfigReach reach;
  private final SetMembership sets;
  private final EventHub events;

  RuleSetResource(RuleSets ruleSets, ConfigReach reach, SetMembership sets, EventHub events) {
    this.sets = sets;
    this.ruleSets = ruleSets.revisions();
    this.reach = reach;
    this.events = events;
  }

  @GET
  @PermissionsAllowed(Permission.RULE_SET_READ)
  @Operation(
      operationId = "getRuleSet",
      summary = "Read a rule set",
      description = "Its newest revision. The ETag is for If-Match.")
  @APIResponse(
      responseCode = "200",
      description = "The newest revision",
      content =
          @Content(
              schema = @Schema(implementation = RuleSetJson.Revision.class),
              examples = @ExampleObject(name = "example", value = ConfigExamples.RULE_SET)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<RuleSetJson.Revision> get(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name) {
    ConfigRevision revision = newest(name);
    return ResponseBuilder.ok(
            RuleSetJson.of(
                revision,
                sets.owner(ManifestKind.RULE_SET, name),
                sets.labels().of(ManifestKind.RULE_SET, name)))
        .header("ETag", EntityTags.of(revision.number()))
        .build();
  }

  private ConfigRevision newest(String name) {
    return ruleSets
        .get(ConfigReference.newest(name))
        .orElseThrow(() -> Refusal.notFound("there is no rule set '" + name + "'"));
  }

  @PUT
  @Consumes({"application/yaml", "text/yaml", "application/x-yaml"})
  @PermissionsAllowed(Permission.RULE_SET_WRITE)
  @Operation(
      operationId = "putRuleSet",
      summary = "Put a rule set",
      description =
          "A new revision: settings of the transform processor (trace_statements,"
              + " metric_statements, log_statements, profile_statements, error_mode) and, beside"
              + " them, pipelines and collector. Targets that follow the newest revision take"
              + " effect at once. Refused with the line and column of each fault.")
  @RequestBody(
      content =
          @Content(
              mediaType = "application/yaml",
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "redact", value = ConfigExamples.RULES_YAML)))
  @APIResponse(
      responseCode = "201",
      description = "A new revision",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Put.class),
              examples = @ExampleObject(name = "example", value = ConfigExamples.CONFIG_PUT)))
  @APIResponse(
      responseCode = "200",
      description = "Equal to the newest revision",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Put.class),
              examples = @ExampleObject(name = "example", value = ConfigExamples.CONFIG_PUT)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "413", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<ConfigJson.Put> put(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name,
      @Parameter(description = "For people; kept with the revision")
          @QueryParam("comment")
          @DefaultValue("")
          String comment,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      byte[] body) {
    ConfigFile file =
        new ConfigFile(ConfigJson.RULES_FILE, ByteString.copyFrom(body), ConfigFile.YAML);
    PutConfig put =
        new PutConfig(
            name,
            new ConfigDocument(List.of(file)),
            RequestAuthor.of(request),
            comment,
            expected(name, ifMatch, ifNoneMatch),
            false);
    return switch (ruleSets.put(put)) {
      case PutOutcome.Created(ConfigRevision revision, List<String> followers) ->
          answer(201, revision, followers);
      case PutOutcome.Unchanged(ConfigRevision revision, List<String> followers) ->
          answer(200, revision, followers);
      case PutOutcome.Invalid(var problems) -> throw FaultJson.refusal(problems);
      case PutOutcome.TooLarge tooLarge -> throw Refusal.tooLarge(tooLarge.message());
      case PutOutcome.PreconditionFailed(long newest) ->
          throw EntityTags.failed("rule set '" + name + "'", newest);
      case PutOutcome.Owned owned -> throw Refusal.conflict(owned.message());
      case PutOutcome.TooMany(int limit) ->
          throw Refusal.conflict(
              "there are " + limit + " rule sets, which is the limit (muster.configs.max-configs)");
      case PutOutcome.Busy() -> throw Refusal.unavailable("others change this rule set; try again");
    };
  }

  private RestResponse<ConfigJson.Put> answer(
      int status, ConfigRevision revision, List<String> targets) {
    if (status == 201) {
      events.publish(
          new Event("ottl", new Event.Changed(revision.name(), revision.number(), false)));
    }
    ConfigReach.Count count = reach.of(new RuleReference(revision.name(), revision.number()));
    return ResponseBuilder.<ConfigJson.Put>create(status)
        .header("ETag", EntityTags.of(revision.number()))
        .entity(
            new ConfigJson.Put(
                revision.name(),
                revision.number(),
                revision.hash().hex(),
                status == 201,
                count.agents(),
                count.connected(),
                targets,
                null,
                count.warnings()))
        .build();
  }

  private @Nullable Long expected(
      String name, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch == null && ifNoneMatch == null) {
      return null;
    }
    long newest = ruleSets.get(ConfigReference.newest(name)).map(ConfigRevision::number).orElse(0L);
    return EntityTags.expected(ifMatch, ifNoneMatch, newest);
  }

  @DELETE
  @PermissionsAllowed(Permission.RULE_SET_WRITE)
  @Operation(
      operationId = "deleteRuleSet",
      summary = "Delete a rule set",
      description = "With all revisions. Refused while a target or the default config names it.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public void delete(
      @Parameter(description = "Name of the rule set", example = "redact") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request) {
    DeleteResponses.done(
        ruleSets.delete(name, RequestAuthor.of(request), expected(name, ifMatch, null)),
        "rule set '" + name + "'");
    sets.forget(ManifestKind.RULE_SET, name);
    events.publish(new Event("ottl", new Event.Changed(name, null, true)));
  }
}
