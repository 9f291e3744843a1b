package io.muster.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request (RFC 9457).
 *
 * @param problems what is wrong in a body that has several faults; null if that is not the matter
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Why a request was not fulfilled (RFC 9457)")
public record Problem(
    @Schema(
            description = "Kind of problem; about:blank where the status says it all",
            examples = "about:blank",
            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)
        URI type,
    @Schema(description = "The kind, in words", examples = "Not Found") String title,
    @Schema(description = "The HTTP status", examples = "404") int status,
    @Schema(description = "What happened and what to do", examples = "there is no config 'prod'")
        String detail,
    @Schema(description = "The path of the request", examples = "/api/v1/configs/prod")
        @Nullable String instance,
    @Schema(description = "Each fault of a config, with its place")
        @Nullable List<Fault> problems) {

  /** The media type of problems. */
  public static final String JSON = "application/problem+json";

  /**
   * A fault in a body.
   *
   * @param manifest which of several manifests it is in; null if it is about none
   * @param line from 1; null if unknown
   * @param column from 1; null if unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Fault")
  public record Fault(
      @Schema(description = "Which of several manifests", examples = "config prod")
          @Nullable String manifest,
      @Schema(examples = "error") String severity,
      @Schema(examples = "collector.yaml") @Nullable String file,
      @Schema(examples = "9") @Nullable Integer line,
      @Schema(examples = "25") @Nullable Integer column,
      @Schema(examples = "/service/pipelines/traces/receivers/1") @Nullable String path,
      @Schema(examples = "mapping values are not allowed here") String message,
      @Schema(examples = "indent the line") @Nullable String hint) {}

  /** A problem that its status describes. */
  static Problem of(int status, String title, String detail, @Nullable String instance) {
    return new Problem(URI.create("about:blank"), title, status, detail, instance, null);
  }
}
