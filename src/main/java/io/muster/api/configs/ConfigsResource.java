package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.agent.AgentSelector;
import io.muster.agent.Labels;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.config.ConfigOwners;
import io.muster.config.RevisionCatalogue;
import io.muster.plan.ManifestId;
import io.muster.plan.ManifestKind;
import io.muster.plan.ManifestLabels;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All configs. */
@Path("/api/v1/configs")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Configs")
public class ConfigsResource {

  private final RevisionCatalogue configs;
  private final ManifestLabels labels;
  private final ConfigOwners owners;

  ConfigsResource(RevisionCatalogue configs, ManifestLabels labels, ConfigOwners owners) {
    this.configs = configs;
    this.labels = labels;
    this.owners = owners;
  }

  @GET
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "listConfigs",
      summary = "List configs",
      description = "The newest revision of each, without its files, in name order.")
  @APIResponse(
      responseCode = "200",
      description = "A page of configs",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Revisions.class),
              examples = @ExampleObject(name = "one", value = ConfigExamples.CONFIG_PAGE)))
  @APIResponse(responseCode = "400", ref = "Problem")
  public ConfigJson.Revisions list(
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor,
      @Parameter(
              description = "Configs whose manifests have labels that match",
              example = "team=edge")
          @QueryParam("selector")
          List<String> selector) {
    var chosen = labels.chosen(ManifestKind.CONFIG, AgentSelector.parseAll(selector));
    Map<ManifestId, Labels> all = labels.all();
    return ConfigJson.of(
        configs.list(KeyCursor.read(cursor), PageLimits.check(limit), chosen),
        name -> all.getOrDefault(new ManifestId(ManifestKind.CONFIG, name), Labels.NONE).pairs(),
        owners.all());
  }
}
