package io.muster.api.configs;

import io.muster.api.http.Refusal;
import io.muster.policy.Window;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Hours of the week in which changes are given to further agents. */
@Schema(name = "Window")
public record WindowJson(
    @Schema(description = "On which it opens; all if absent", examples = "[\"mon\", \"tue\"]")
        @Nullable List<String> days,
    @Schema(required = true, examples = "08:00") @Nullable String from,
    @Schema(
            required = true,
            examples = "16:00",
            description = "Before or at `from`: on the next day")
        @Nullable String to,
    @Schema(examples = "Europe/Berlin", defaultValue = "UTC") @Nullable String zone) {

  private static final String EXAMPLE =
      "{\"days\": [\"mon\", \"tue\"], \"from\": \"08:00\", \"to\": \"16:00\", \"zone\":"
          + " \"Europe/Berlin\"}";

  /** As it is shown. */
  public static @Nullable WindowJson of(@Nullable Window window) {
    return window == null
        ? null
        : new WindowJson(
            window.dayNames(),
            window.from().toString(),
            window.to().toString(),
            window.zone().getId());
  }

  /** Reads it. */
  public Window window() {
    if (from == null || to == null) {
      throw Refusal.badRequest("a window needs from and to, as " + EXAMPLE);
    }
    if (days != null && (days.isEmpty() || days.stream().anyMatch(Objects::isNull))) {
      throw Refusal.badRequest("the days of a window are names, as " + EXAMPLE);
    }
    return Window.parse(days == null ? List.of() : days, from, to, zone == null ? "UTC" : zone);
  }
}
