package io.muster.api.connections;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.Refusal;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.ConnectionSettingsStore.Kept;
import io.muster.redaction.SecretKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Connection settings as they are shown.
 *
 * @param opamp null if agents are left alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionSettings")
public record ConnectionJson(
    @Nullable Opamp opamp, long generation, Instant changedAt, String changedBy) {

  /** Stands for a header's value that is kept and not shown. */
  static final String SECRET = "(secret)";

  /** Beside what the rule for configs calls secret: headers with such names nearly always are. */
  private static final Pattern SECRET_HEADER =
      Pattern.compile("auth|token|secret|key|password|cookie|credential");

  /**
   * The connection to the OpAMP server.
   *
   * @param heartbeatInterval null for 30 s
   */
  @Schema(name = "OpampConnection")
  public record Opamp(
      @Schema(required = true, examples = "wss://muster.example.com:4320/v1/opamp")
          @Nullable String endpoint,
      @Schema(description = "A secret value is shown as (secret); put so, it stays as it is")
          @Nullable Map<String, String> headers,
      @Schema(
              description = "ISO 8601, at least PT1S",
              examples = "PT30S",
              defaultValue = "PT30S",
              type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)
          @Nullable Duration heartbeatInterval) {}

  /** Connection settings as they are put; what the server adds may be left in. */
  @Schema(name = "ConnectionSettingsBody")
  @JsonIgnoreProperties({"generation", "changedAt", "changedBy"})
  public record Body(@Schema(required = true) @Nullable Opamp opamp) {

    /**
     * The settings meant.
     *
     * @param current where hidden values come from
     */
    ConnectionSettings settings(Optional<ConnectionSettings> current) {
      if (opamp == null || opamp.endpoint() == null) {
        throw Refusal.badRequest(
            "connection settings need opamp.endpoint, as " + ConnectionExamples.CONNECTION_BODY);
      }
      Map<String, String> headers = new TreeMap<>();
      if (opamp.headers() != null) {
        opamp.headers().forEach((name, value) -> headers.put(name, value(name, value, current)));
      }
      return new ConnectionSettings(
          opamp.endpoint(),
          headers,
          opamp.heartbeatInterval() == null
              ? ConnectionSettings.DEFAULT_HEARTBEAT
              : opamp.heartbeatInterval());
    }

    private static String value(
        String name, @Nullable String value, Optional<ConnectionSettings> current) {
      if (value == null) {
        throw Refusal.badRequest("header '" + name + "' has no value");
      }
      if (!value.equals(SECRET)) {
        return value;
      }
      String kept = current.map(settings -> settings.headers().get(name)).orElse(null);
      if (kept == null) {
        throw Refusal.badRequest("there is no value of header '" + name + "' to be kept");
      }
      return kept;
    }
  }

  static ConnectionJson of(Kept kept, SecretKeys secrets) {
    return new ConnectionJson(
        kept.settings().map(settings -> opamp(settings, secrets)).orElse(null),
        kept.generation(),
        kept.changedAt(),
        kept.changedBy());
  }

  private static Opamp opamp(ConnectionSettings settings, SecretKeys secrets) {
    Map<String, String> headers = new TreeMap<>();
    settings
        .headers()
        .forEach((name, value) ->
            headers.put(
                name,
                secrets.match(name) || SECRET_HEADER.matcher(name.toLowerCase(Locale.ROOT)).find()
                    ? SECRET
                    : value));
    return new Opamp(settings.endpoint(), headers, settings.heartbeatInterval());
  }
}
