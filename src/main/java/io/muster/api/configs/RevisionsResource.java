package io.muster.api.configs;

import io.muster.access.Permission;
import io.muster.api.http.Cursor;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.config.ConfigDocument;
import io.muster.config.RevisionCatalogue;
import io.muster.config.diff.DocumentDiff;
import io.muster.schedule.HeavyWork;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The revisions of a config and what changed between them. */
@Path("/api/v1/configs/{name}")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Configs")
public class RevisionsResource {

  private final RevisionCatalogue configs;

  RevisionsResource(RevisionCatalogue configs) {
    this.configs = configs;
  }

  /**
   * What changes from one revision to another.
   *
   * @param unified the whole as a unified diff
   */
  @Schema(name = "Diff")
  public record Diff(String name, long from, long to, List<FileDiff> files, String unified) {}

  /** What changes in one file. */
  @Schema(name = "FileDiff")
  public record FileDiff(
      String name,
      @Schema(enumeration = {"ADDED", "REMOVED", "CHANGED"}) String change,
      boolean binary,
      String fromType,
      String toType) {}

  @GET
  @Path("/revisions")
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "listRevisions",
      summary = "List the revisions of a config",
      description = "Newest first, without files.")
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
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @Parameter(description = "Most items, 1 to 1000") @QueryParam("limit") @DefaultValue("100")
          int limit,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor) {
    return configs
        .revisions(name, before(cursor), PageLimits.check(limit))
        .map(ConfigJson::of)
        .orElseThrow(() -> Refusal.notFound("there is no config '" + name + "'"));
  }

  static @Nullable Long before(@Nullable String cursor) {
    String key = KeyCursor.read(cursor);
    try {
      return key == null ? null : Long.valueOf(key);
    } catch (NumberFormatException e) {
      throw Cursor.broken(cursor == null ? "" : cursor);
    }
  }

  @GET
  @Path("/revisions/{number}")
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "getRevision",
      summary = "Read a revision of a config",
      description = "With all files. Revisions never change.")
  @APIResponse(
      responseCode = "200",
      description = "The revision",
      content =
          @Content(
              schema = @Schema(implementation = ConfigJson.Revision.class),
              examples = @ExampleObject(name = "config", value = ConfigExamples.CONFIG)))
  @APIResponse(responseCode = "404", ref = "Problem")
  public ConfigJson.Revision get(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @Parameter(description = "Number of the revision", example = "3") @RestPath long number) {
    return configs
        .revision(name, number)
        .map(ConfigJson::of)
        .orElseThrow(
            () -> Refusal.notFound("there is no revision " + number + " of config '" + name + "'"));
  }

  @GET
  @Path("/diff")
  @PermissionsAllowed(Permission.CONFIG_READ)
  @Operation(
      operationId = "diffRevisions",
      summary = "Compare two revisions of a config",
      description = "File by file and line by line.")
  @APIResponse(
      responseCode = "200",
      description = "What changes",
      content =
          @Content(
              schema = @Schema(implementation = Diff.class),
              examples = @ExampleObject(name = "diff", value = ConfigExamples.DIFF)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "404", ref = "Problem")
  public Diff diff(
      @Parameter(description = "Name of the config", example = "prod") @RestPath String name,
      @Parameter(description = "The older revision", required = true, example = "2")
          @QueryParam("from")
          @Nullable Long from,
      @Parameter(description = "The newer revision", required = true, example = "3")
          @QueryParam("to")
          @Nullable Long to) {
    return diff(configs, "config", name, from, to);
  }

  private static DocumentDiff difference(ConfigDocument before, ConfigDocument after) {
    return HeavyWork.of(
        before.size() + after.size(),
        HeavyWork.For.OPERATOR,
        () -> DocumentDiff.between(before, after));
  }

  /**
   * What changes between two revisions of a config, or of what is kept as configs are.
   *
   * @param what it is, for messages
   */
  static Diff diff(
      RevisionCatalogue catalogue,
      String what,
      String name,
      @Nullable Long from,
      @Nullable Long to) {
    if (from == null || to == null) {
      throw Refusal.badRequest("say which revisions: ?from=2&to=3");
    }
    DocumentDiff diff =
        catalogue
            .revision(name, from)
            .flatMap(before ->
                catalogue
                    .revision(name, to)
                    .map(after -> difference(before.document(), after.document())))
            .orElseThrow(() ->
                Refusal.notFound(
                    what + " '" + name + "' does not have both revisions, " + from + " and " + to));
    return new Diff(
        name,
        from,
        to,
        diff.files().stream()
            .map(file ->
                new FileDiff(
                    file.name(),
                    file.change().name(),
                    file.binary(),
                    file.fromType(),
                    file.toType()))
            .toList(),
        diff.unified());
  }
}
