package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.DeleteResponses;
import io.muster.api.http.EntityTags;
import io.muster.api.http.FaultJson;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.collector.ConfigChecks;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigOwners;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionCatalogue;
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

/** A config by its name. */
@Path("/api/v1/configs/{name}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Configs")
public class ConfigResource {

  private final RevisionCatalogue configs;
  private final ConfigChecks checks;
  private final ConfigReach reach;
  private final SetMembership sets;
  private final ConfigOwners owners;
  private final EventHub events;

  ConfigResource(
      RevisionCatalogue configs,
      ConfigChecks checks,
      ConfigReach reach,
      SetMembership sets,
      ConfigOwners owners,
      EventHub events) {
    this.sets = sets;
    this.owners = owners;
    this.configs = configs;
    this.checks = checks;
    this.reach = reach;
    this.events = events;
  }

  @GET
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "getConfig",
      summary = "Read a config",
      description = "Its newest revision with all files. The ETag is for If-Match.")
  @APIResponse(
      responseCode = "200",
      description = "The newest revision",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Revision.class),
              examples = @ExampleObject(name = "config", value = ConfigExamples.CONFIG)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public RestResponse<ConfigJson.Revision> get(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name) {
    ConfigRevision revision =
        configs
            .get(ConfigReference.newest(name))
            .orElseThrow(() -> Refusal.notFound("there is no config '" + name + "'"));
    return ResponseBuilder.ok(
            ConfigJson.of(
                revision,
                sets.owner(ManifestKind.CONFIG, name),
                owners.of(name),
                sets.labels().of(ManifestKind.CONFIG, name)))
        .header("ETag", EntityTags.of(revision.number()))
        .build();
  }

  @PUT
  @Consumes({"application/yaml", "text/yaml", "application/x-yaml"})
  @PermissionsAllowed(Permission.CONFIG_WRITE)
  @Operation(
      operationId = "putConfig",
      summary = "Put a config",
      description =
          "A new revision: YAML is one file named collector.yaml; JSON has any files. Equal to the"
              + " newest revision, it creates none. Targets that follow the newest revision take"
              + " effect at once. A config with pipelines (service: pipelines:) is taken for an"
              + " OpenTelemetry Collector's and checked as the collector would. Refused with the"
              + " line and column of each fault.")
  @RequestBody(
      content = {
        @Content(
            mediaType = "application/yaml",
            schema = @Schema(implementation = String.class),
            examples = @ExampleObject(name = "collector", value = ConfigExamples.CONFIG_YAML)),
        @Content(
            mediaType = "application/json",
            schema = @Schema(implementation = ConfigJson.Body.class),
            examples = @ExampleObject(name = "files", value = ConfigExamples.CONFIG_BODY))
      })
  @APIResponse(
      responseCode = "201",
      description = "A new revision",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Put.class),
              examples = @ExampleObject(name = "put", value = ConfigExamples.CONFIG_PUT)))
  @APIResponse(
      responseCode = "200",
      description = "Equal to the newest revision",
      content = @Content(schema = @Schema(implementation = ConfigJson.Put.class)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "413", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<ConfigJson.Put> putYaml(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @Parameter(description = "For people; kept with the revision")
          @QueryParam("comment")
          @DefaultValue("")
          String comment,
      @Parameter(description = "Take a config without content, which stops a collector")
          @QueryParam("allowEmpty")
          @DefaultValue("false")
          boolean allowEmpty,
      @Parameter(
              description =
                  "auto: checked if it is a collector's config; collector: checked as one, whole;"
                      + " false: only its syntax")
          @QueryParam("validate")
          @DefaultValue("auto")
          String validate,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      byte[] body) {
    return put(
        name,
        ConfigJson.yaml(body),
        comment,
        allowEmpty,
        mode(validate),
        ifMatch,
        ifNoneMatch,
        request);
  }

  /** The same with any files, as JSON. */
  @PUT
  @Consumes("application/json")
  @PermissionsAllowed(Permission.CONFIG_WRITE)
  @Operation(hidden = true) // one operation in OpenAPI, documented above
  public RestResponse<ConfigJson.Put> putJson(
      @RestPath String name,
      @QueryParam("validate") @DefaultValue("auto") String validate,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context ContainerRequestContext request,
      ConfigJson.@Nullable Body body) {
    if (body == null) {
      throw Refusal.badRequest("the body needs files, as " + ConfigExamples.CONFIG_BODY);
    }
    return put(
        name,
        body.document(),
        body.comment() == null ? "" : body.comment(),
        Boolean.TRUE.equals(body.allowEmpty()),
        mode(validate),
        ifMatch,
        ifNoneMatch,
        request);
  }

  private RestResponse<ConfigJson.Put> put(
      String name,
      ConfigDocument document,
      String comment,
      boolean allowEmpty,
      ConfigChecks.Mode mode,
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      ContainerRequestContext request) {
    PutConfig put =
        new PutConfig(
            name,
            document,
            RequestAuthor.of(request),
            comment,
            expected(name, ifMatch, ifNoneMatch),
            allowEmpty);
    Validation validation = checks.check(name, document, mode);
    if (validation.refused() && !newest(name, document)) {
      throw FaultJson.refusal(validation.problems());
    }
    return switch (configs.put(put)) {
      case PutOutcome.Created(ConfigRevision revision, List<String> followers) ->
          answer(201, revision, followers, validation);
      case PutOutcome.Unchanged(ConfigRevision revision, List<String> followers) ->
          answer(200, revision, followers, validation);
      case PutOutcome.Invalid(var problems) -> throw FaultJson.refusal(problems);
      case PutOutcome.TooLarge tooLarge -> throw Refusal.tooLarge(tooLarge.message());
      case PutOutcome.PreconditionFailed(long newest) ->
          throw EntityTags.failed("config '" + name + "'", newest);
      case PutOutcome.Owned owned -> throw Refusal.conflict(owned.message());
      case PutOutcome.TooMany(int limit) ->
          throw Refusal.conflict(
              "there are " + limit + " configs, which is the limit (muster.configs.max-configs)");
      case PutOutcome.Busy() -> throw Refusal.unavailable("others change this config; try again");
    };
  }

  /** Then nothing would change: what is wrong with it is in force, and told. */
  private boolean newest(String name, ConfigDocument document) {
    return configs
        .get(ConfigReference.newest(name))
        .filter(revision -> revision.document().equals(document))
        .isPresent();
  }

  private RestResponse<ConfigJson.Put> answer(
      int status, ConfigRevision revision, List<String> targets, Validation validation) {
    if (status == 201) {
      events.publish(
          new Event("config", new Event.Changed(revision.name(), revision.number(), false)));
    }
    ConfigReach.Count count = reach.of(revision.reference());
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
                ConfigJson.Checked.of(validation),
                count.warnings()))
        .build();
  }

  public static ConfigChecks.Mode mode(String validate) {
    return switch (validate) {
      case "auto" -> ConfigChecks.Mode.AUTO;
      case "collector" -> ConfigChecks.Mode.COLLECTOR;
      case "false" -> ConfigChecks.Mode.OFF;
      default ->
          throw Refusal.badRequest(
              "validate is '" + validate + "', expected auto, collector or false");
    };
  }

  private @Nullable Long expected(
      String name, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch == null && ifNoneMatch == null) {
      return null;
    }
    long newest = configs.get(ConfigReference.newest(name)).map(ConfigRevision::number).orElse(0L);
    return EntityTags.expected(ifMatch, ifNoneMatch, newest);
  }

  @DELETE
  @PermissionsAllowed(Permission.CONFIG_WRITE)
  @Operation(
      operationId = "deleteConfig",
      summary = "Delete a config",
      description = "With all revisions. Refused while a target or the default config names it.")
  @APIResponse(responseCode = "204", description = "Deleted")
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  public void delete(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request) {
    DeleteResponses.done(
        configs.delete(name, RequestAuthor.of(request), expected(name, ifMatch, null)),
        "config '" + name + "'");
    sets.forget(ManifestKind.CONFIG, name);
    owners.forget(name);
    events.publish(new Event("config", new Event.Changed(name, null, true)));
  }
}
