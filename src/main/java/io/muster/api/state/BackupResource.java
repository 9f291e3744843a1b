package io.muster.api.state;

import io.muster.access.Permission;
import io.muster.api.http.Audited;
import io.muster.api.http.Refusal;
import io.muster.config.StateBackup;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A copy of the store. */
@Path("/api/v1/backup")
@RunOnVirtualThread
@Tag(name = "Export")
public class BackupResource {

  private final StateBackup backup;

  BackupResource(StateBackup backup) {
    this.backup = backup;
  }

  @GET
  @Audited(Audited.When.ALWAYS)
  @Produces("application/vnd.sqlite3")
  @PermissionsAllowed(Permission.STATE_READ)
  @Operation(
      operationId = "backup",
      summary = "Copy the store",
      description =
          "The database of a single node, as of one moment and checked, while the server goes on;"
              + " secrets are in it. Repr-Digest (RFC 9530) has its SHA-256. `muster restore`"
              + " begins a data folder with it.")
  @APIResponse(
      responseCode = "200",
      description = "A SQLite database",
      content = @Content(schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "409", ref = "Problem")
  @APIResponse(responseCode = "503", ref = "Problem")
  public Response backup() {
    return switch (backup.make()) {
      case StateBackup.Outcome.Made(StateBackup.Copy copy) -> {
        StreamingOutput database =
            out -> {
              try (copy) {
                copy.write(out);
              }
            };
        yield Response.ok(database)
            .header("Content-Length", copy.bytes())
            .header("Repr-Digest", "sha-256=:" + copy.digest() + ":")
            .build();
      }
      case StateBackup.Outcome.NotOffered(String advice) -> throw Refusal.conflict(advice);
      case StateBackup.Outcome.Busy() ->
          throw Refusal.unavailable("another copy is being made; try again later");
    };
  }
}
