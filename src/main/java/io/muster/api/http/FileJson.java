package io.muster.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A file of a config.
 *
 * @param body the file as text; null if it is not UTF-8
 * @param bodyBase64 the file's bytes; null if it is text
 * @param contentType a media type or empty
 * @param role what the agent takes it for; null if nothing is said of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "File", description = "A file of a config: body, or bodyBase64 if it is no text")
public record FileJson(
    @Schema(examples = "receivers:\n  otlp:\n") @Nullable String body,
    @Schema(examples = "/wA=") @Nullable String bodyBase64,
    @Schema(examples = "text/yaml") @Nullable String contentType,
    @Schema(
            description = "Main file or one beside it, in the agent's words",
            examples = "supplementary")
        @Nullable String role) {

  public static FileJson of(ByteString bytes, String contentType, String role) {
    String said = role.isEmpty() ? null : role;
    try {
      ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
      String text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return new FileJson(text, null, contentType, said);
    } catch (CharacterCodingException e) {
      return new FileJson(
          null, Base64.getEncoder().encodeToString(bytes.toByteArray()), contentType, said);
    }
  }

  /** The bytes. */
  public ByteString bytes(String name) {
    if ((body == null) == (bodyBase64 == null)) {
      throw Refusal.badRequest(
          "file '" + name + "' needs either body (text) or bodyBase64 (bytes), not both");
    }
    if (body != null) {
      return ByteString.copyFromUtf8(body);
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(bodyBase64));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          "bodyBase64 of file '" + name + "' is not Base64: " + e.getMessage());
    }
  }
}
