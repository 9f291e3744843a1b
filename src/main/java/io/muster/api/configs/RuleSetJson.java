package io.muster.api.configs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.config.ConfigRevision;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Sets of OTTL rules as JSON; lists, puts and differences are those of configs. */
public final class RuleSetJson {

  private RuleSetJson() {}

  /**
   * One revision of a rule set.
   *
   * @param rules the YAML as it was put
   */
  @Schema(name = "RuleSet", description = "A revision of a rule set")
  public record Revision(
      @Schema(examples = "redact") String name,
      @Schema(examples = "2") long revision,
      @Schema(examples = "9f86d0") String hash,
      @Schema(examples = "operator") String author,
      Instant createdAt,
      @Schema(examples = "no card numbers") String comment,
      @Schema(description = "The set of manifests that it belongs to", examples = "payments")
          @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable String managedBy,
      @Schema(description = "Labels of its manifest", examples = "{\"team\": \"edge\"}")
          @JsonInclude(JsonInclude.Include.NON_EMPTY)
          Map<String, String> labels,
      @Schema(description = "YAML", examples = ConfigExamples.RULES_YAML) String rules) {}

  static Revision of(ConfigRevision revision) {
    return of(revision, null, Map.of());
  }

  static Revision of(
      ConfigRevision revision, @Nullable String managedBy, Map<String, String> labels) {
    return new Revision(
        revision.name(),
        revision.number(),
        revision.hash().hex(),
        revision.author(),
        revision.createdAt(),
        revision.comment(),
        managedBy,
        labels,
        revision.document().files().getFirst().body().toStringUtf8());
  }
}
