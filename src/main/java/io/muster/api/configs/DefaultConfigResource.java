package io.muster.api.configs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.access.Permission;
import io.muster.api.events.Event;
import io.muster.api.events.EventHub;
import io.muster.api.http.EntityTags;
import io.muster.api.http.FreezeWarnings;
import io.muster.api.http.Refusal;
import io.muster.api.http.RequestAuthor;
import io.muster.config.ConfigReference;
import io.muster.plan.Manifest;
import io.muster.plan.ManifestKind;
import io.muster.plan.SetMembership;
import io.muster.policy.DefaultConfig;
import io.muster.policy.Desired;
import io.muster.policy.PolicySource;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The config of agents that no target wants. */
@Path("/api/v1/settings/default-config")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Settings")
public class DefaultConfigResource {

  private static final String WHAT = "the default config";

  private final DefaultConfig defaultConfig;
  private final SetMembership sets;
  private final EventHub events;
  private final FreezeWarnings freezes;
  private final PolicySource policies;

  DefaultConfigResource(
      DefaultConfig defaultConfig,
      SetMembership sets,
      EventHub events,
      FreezeWarnings freezes,
      PolicySource policies) {
    this.sets = sets;
    this.defaultConfig = defaultConfig;
    this.events = events;
    this.freezes = freezes;
    this.policies = policies;
  }

  /**
   * The default config.
   *
   * @param config a name, or name@revision; null for none
   */
  @Schema(name = "DefaultConfig")
  @JsonIgnoreProperties({"managedBy", "labels"}) // What the server adds may be left in.
  public record Value(@Schema(examples = "base@2") @Nullable String config) {}

  /** The default config as it is shown. */
  @Schema(name = "DefaultConfigShown")
  public record Shown(
      @Schema(examples = "base@2") @Nullable String config,
      @Schema(description = "The set of manifests that it belongs to", examples = "payments")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String managedBy,
      @Schema(description = "Labels of its manifest", examples = "{\"team\": \"edge\"}")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          Map<String, String> labels) {}

  /** The default config that was put. */
  @Schema(name = "DefaultConfigPut")
  public record Put(
      @Schema(examples = "base@2") @Nullable String config,
      @Schema(description = "What keeps it from going out, as a freeze; absent if nothing does")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          List<String> warnings) {}

  @GET
  @PermissionsAllowed(Permission.TARGET_READ)
  @Operation(
      operationId = "getDefaultConfig",
      summary = "Read the default config",
      description =
          "What agents get that no target wants; null if nothing. The ETag is for If-Match.")
  @APIResponse(
      responseCode = "200",
      description = "The default config",
      content =
          @Content(
              schema = @Schema(implementation = Shown.class),
              examples = @ExampleObject(name = "default", value = ConfigExamples.DEFAULT_CONFIG)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public RestResponse<Shown> get() {
    return answer(defaultConfig.get().orElse(null));
  }

  @PUT
  @Consumes("application/json")
  @PermissionsAllowed(Permission.TARGET_WRITE)
  @Operation(
      operationId = "putDefaultConfig",
      summary = "Set the default config",
      description = "Takes effect at once.")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = Value.class),
              examples = @ExampleObject(name = "default", value = ConfigExamples.DEFAULT_CONFIG)))
  @APIResponse(
      responseCode = "200",
      description = "The default config",
      content =
          @Content(
              schema = @Schema(implementation = Put.class),
              examples = @ExampleObject(name = "default", value = ConfigExamples.DEFAULT_CONFIG)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "422", ref = "Problem")
  public RestResponse<Put> put(
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context ContainerRequestContext request,
      @Nullable Value body) {
    if (body == null || body.config() == null) {
      throw Refusal.badRequest(
          "the body names the config, as " + ConfigExamples.DEFAULT_CONFIG + "; DELETE sets none");
    }
    ConfigReference saved = set(ConfigReference.parse(body.config()), ifMatch, request);
    List<String> warnings =
        freezes.of(agent ->
            Desired.desired(agent, policies.current()).reason() instanceof Desired.ByDefault);
    return ResponseBuilder.ok(new Put(saved == null ? null : saved.toString(), warnings))
        .header("ETag", tag(saved))
        .build();
  }

  @DELETE
  @PermissionsAllowed(Permission.TARGET_WRITE)
  @Operation(
      operationId = "deleteDefaultConfig",
      summary = "Have no default config",
      description = "Agents that no target wants keep what they have.")
  @APIResponse(responseCode = "204", description = "There is none now")
  @APIResponse(responseCode = "412", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public void delete(
      @HeaderParam("If-Match") @Nullable String ifMatch, @Context ContainerRequestContext request) {
    var _ = set(null, ifMatch, request);
    sets.forget(ManifestKind.DEFAULT_CONFIG, Manifest.OfDefault.NAME);
  }

  private @Nullable ConfigReference set(
      @Nullable ConfigReference config, @Nullable String ifMatch, ContainerRequestContext request) {
    return switch (defaultConfig.set(config, RequestAuthor.of(request), seen(ifMatch))) {
      case DefaultConfig.Saved(var saved) -> {
        events.publish(
            new Event("setting", new Event.Changed("default-config", null, saved == null)));
        yield saved;
      }
      case DefaultConfig.Moved(var current) -> throw EntityTags.changed(WHAT, tag(current));
      case DefaultConfig.Invalid(String message) -> throw Refusal.unprocessable(message, null);
      case DefaultConfig.Busy() ->
          throw Refusal.unavailable("others change the settings; try again");
    };
  }

  private DefaultConfig.@Nullable Seen seen(@Nullable String ifMatch) {
    if (ifMatch == null) {
      return null;
    }
    ConfigReference current = defaultConfig.get().orElse(null);
    EntityTags.check(ifMatch, tag(current), WHAT);
    return new DefaultConfig.Seen(current);
  }

  private RestResponse<Shown> answer(@Nullable ConfigReference config) {
    return ResponseBuilder.ok(
            new Shown(
                config == null ? null : config.toString(),
                sets.owner(ManifestKind.DEFAULT_CONFIG, Manifest.OfDefault.NAME),
                sets.labels().of(ManifestKind.DEFAULT_CONFIG, Manifest.OfDefault.NAME)))
        .header("ETag", tag(config))
        .build();
  }

  /** By content, which is all there is to this setting; no config's name starts with an @. */
  private static String tag(@Nullable ConfigReference config) {
    return EntityTags.of(config == null ? "@none" : config);
  }
}
