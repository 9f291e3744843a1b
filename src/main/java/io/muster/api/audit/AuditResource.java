package io.muster.api.audit;

import io.muster.access.Permission;
import io.muster.api.http.Audited;
import io.muster.api.http.KeyCursor;
import io.muster.api.http.PageLimits;
import io.muster.api.http.Refusal;
import io.muster.audit.AuditLog;
import io.muster.audit.Checkpoint;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** What operators did. */
@Path("/api/v1/audit")
@RunOnVirtualThread
@Tag(name = "Audit")
public class AuditResource {

  private final AuditLog log;

  AuditResource(AuditLog log) {
    this.log = log;
  }

  @GET
  @Produces("application/json")
  @PermissionsAllowed(Permission.AUDIT_READ)
  @Operation(
      operationId = "listAudit",
      summary = "Search the audit log",
      description =
          "What operators did or were refused, the newest first. An entry is in the log some five"
              + " seconds after it ended.")
  @APIResponse(
      responseCode = "200",
      description = "Entries",
      content =
          @Content(
              schema = @Schema(implementation = AuditJson.Entries.class),
              examples = @ExampleObject(name = "entries", value = AuditExamples.ENTRIES)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public AuditJson.Entries list(
      @Parameter(description = "Only of this operator", example = "ada") @QueryParam("who")
          @Nullable String who,
      @Parameter(
              description = "Only with this in its path: a name, or the uid of an agent",
              example = "configs/prod")
          @QueryParam("object")
          @Nullable String object,
      @Parameter(description = "Only by this HTTP method", example = "PUT") @QueryParam("verb")
          @Nullable String verb,
      @Parameter(description = "done, refused, failed or unknown") @QueryParam("result")
          @Nullable String result,
      @Parameter(description = "Not before this time", example = "2026-12-01T00:00:00Z")
          @QueryParam("since")
          @Nullable String since,
      @Parameter(description = "Before this time", example = "2026-12-02T00:00:00Z")
          @QueryParam("until")
          @Nullable String until,
      @Parameter(description = "`next` of the page before") @QueryParam("cursor")
          @Nullable String cursor,
      @Parameter(description = "Most entries in the answer, 1 to 1000")
          @QueryParam("limit")
          @DefaultValue("100")
          int limit) {
    AuditQuery query = AuditQuery.of(who, object, verb, result, since, until);
    AuditLog.Page page = log.search(before(cursor), PageLimits.check(limit), query);
    Long next = page.next();
    return new AuditJson.Entries(
        page.lines().stream().map(AuditJson.EntryJson::of).toList(),
        next == null ? null : KeyCursor.write(Long.toString(next)));
  }

  private static @Nullable Long before(@Nullable String cursor) {
    String key = KeyCursor.read(cursor);
    if (key == null) {
      return null;
    }
    try {
      return Long.parseUnsignedLong(key);
    } catch (NumberFormatException e) {
      throw Refusal.badRequest("the cursor is none of this list");
    }
  }

  @GET
  @Path("/{index}/proof")
  @Produces("application/json")
  @PermissionsAllowed(Permission.AUDIT_READ)
  @Operation(
      operationId = "proveAudit",
      summary = "Prove an entry",
      description =
          "A line of the log as it was hashed, the hashes that lead from it to the root, and the"
              + " signed checkpoint with that root.")
  @APIResponse(
      responseCode = "200",
      description = "The proof",
      content =
          @Content(
              schema = @Schema(implementation = AuditJson.Proof.class),
              examples = @ExampleObject(name = "proof", value = AuditExamples.PROOF)))
  @APIResponse(responseCode = "404", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public AuditJson.Proof prove(
      @Parameter(description = "Its index, from 0", example = "41") @RestPath long index) {
    try {
      return AuditJson.Proof.of(log.prove(index));
    } catch (IllegalArgumentException e) {
      throw Refusal.notFound(String.valueOf(e.getMessage()));
    }
  }

  @GET
  @Path("/checkpoint")
  @Produces("text/plain")
  @PermissionsAllowed(Permission.AUDIT_READ)
  @Operation(
      operationId = "getAuditCheckpoint",
      summary = "Read the newest checkpoint",
      description =
          "How long the log is, and the root over it, signed (C2SP tlog-checkpoint and"
              + " signed-note). Whoever keeps one elsewhere can tell later whether the log before"
              + " it was changed.")
  @APIResponse(
      responseCode = "200",
      description = "The checkpoint",
      content =
          @Content(
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "checkpoint", value = AuditExamples.CHECKPOINT)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public String checkpoint() {
    return log.checkpoint();
  }

  @GET
  @Path("/key")
  @Produces("text/plain")
  @PermissionsAllowed(Permission.AUDIT_READ)
  @Operation(
      operationId = "getAuditKey",
      summary = "Read the key that checks checkpoints",
      description = "The public half, as a note's verifier key: name+id+key.")
  @APIResponse(
      responseCode = "200",
      description = "The key",
      content =
          @Content(
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "key", value = AuditExamples.KEY)))
  @APIResponse(responseCode = "503", ref = "Problem")
  public String key() {
    return log.verifier() + "\n";
  }

  @GET
  @Path("/lines")
  @Produces("application/jsonl")
  @Audited(Audited.When.ALWAYS)
  @PermissionsAllowed(Permission.AUDIT_READ)
  @Operation(
      operationId = "exportAudit",
      summary = "Export the audit log",
      description =
          "All lines as they were hashed, the oldest first. With `size`, as many as a checkpoint"
              + " speaks for.")
  @APIResponse(
      responseCode = "200",
      description = "A line of JSON for each entry",
      content =
          @Content(
              schema = @Schema(implementation = String.class),
              examples = @ExampleObject(name = "lines", value = AuditExamples.LINES)))
  @APIResponse(responseCode = "400", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public Response lines(
      @Parameter(description = "How many; all there are without it", example = "42")
          @QueryParam("size")
          @Nullable Long size) {
    Checkpoint newest = log.verifier().open(log.checkpoint());
    long most = size == null ? newest.size() : size;
    if (most < 0 || most > newest.size()) {
      throw Refusal.badRequest("size is " + most + ", and the log has " + newest.size() + " lines");
    }
    StreamingOutput lines =
        out -> {
          try {
            log.read(
                most,
                line -> {
                  try {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        };
    return Response.ok(lines).build();
  }
}
