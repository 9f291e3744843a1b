package io.muster.api.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditEntry.Outcome;
import io.muster.audit.AuditEntry.Result;
import io.muster.audit.AuditLine;
import io.muster.audit.AuditLog;
import io.muster.audit.Hash;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The audit log as JSON. */
public final class AuditJson {

  private AuditJson() {}

  /**
   * A line of the log.
   *
   * @param index from 0, the oldest
   * @param logged when it was put into the log
   */
  @Schema(name = "AuditEntry")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record EntryJson(
      @Schema(examples = "41") long index,
      @Schema(description = "When it was asked for") Instant at,
      @Schema(description = "When it was put into the log") Instant logged,
      @Schema(description = "An operator's name", examples = "ada") String who,
      @Schema(
              description = "The name of the token; absent for that of the data folder",
              examples = "laptop")
          @Nullable String token,
      @Schema(examples = "192.0.2.7") String address,
      @Schema(examples = "PUT") String verb,
      @Schema(description = "Path below /api/v1", examples = "configs/prod") String object,
      @Schema(enumeration = {"done", "refused", "failed", "unknown"}) String result,
      @Schema(description = "Of the answer; absent if there was none", examples = "201")
          @Nullable Integer status,
      @Schema(description = "What there was afterwards", examples = "prod@7 sha256:9f86d0")
          @Nullable String now) {

    static EntryJson of(AuditLog.Numbered numbered) {
      AuditLine line = numbered.line();
      AuditEntry entry = line.entry();
      Outcome.Ended ended =
          switch (entry.outcome()) {
            case Outcome.Ended known -> known;
            case Outcome.Asked() -> new Outcome.Ended(Result.UNKNOWN, 0, "");
          };
      return new EntryJson(
          numbered.index(),
          entry.at(),
          line.logged(),
          entry.actor().name(),
          entry.actor().credential().isEmpty() ? null : entry.actor().credential(),
          entry.actor().address(),
          entry.verb(),
          entry.object(),
          AuditLine.word(ended.result()),
          ended.status() == 0 ? null : ended.status(),
          ended.now().isEmpty() ? null : ended.now());
    }
  }

  /** A page of it, the newest first. */
  @Schema(name = "AuditEntries")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entries(
      List<EntryJson> items,
      @Schema(
              description =
                  "Where to go on; absent at the beginning of the log. A page may have fewer"
                      + " entries than asked for, or none: a search looks through about 100,000")
          @Nullable String next) {}

  /**
   * A line with its proof.
   *
   * @param line as it was hashed
   */
  @Schema(name = "AuditProof")
  public record Proof(
      EntryJson entry,
      @Schema(description = "The line as it was hashed") String line,
      @Schema(examples = "41") long index,
      @Schema(description = "Lines of the log that the checkpoint speaks for", examples = "256")
          long size,
      @Schema(description = "In Base64, from the line upwards (RFC 6962)") List<String> hashes,
      @Schema(description = "Signed (C2SP signed-note)") String checkpoint) {

    static Proof of(AuditLog.Proven proven) {
      return new Proof(
          EntryJson.of(proven.line()),
          proven.line().text(),
          proven.proof().index(),
          proven.proof().size(),
          proven.proof().hashes().stream().map(Hash::base64).toList(),
          proven.checkpoint());
    }
  }
}
