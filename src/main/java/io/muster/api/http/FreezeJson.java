package io.muster.api.http;

import io.muster.freeze.Freeze;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A freeze as it is shown, wherever it has a say.
 *
 * @param selector which agents; empty for all
 */
@Schema(name = "Freeze")
public record FreezeJson(
    @Schema(examples = "env=prod", description = "Which agents; empty: all") String selector,
    @Schema(examples = "change freeze until January 7") String reason,
    @Schema(examples = "operator") String by,
    Instant since)
    implements Audited.Answer {

  @Override
  public String audited() {
    return "freeze of " + (selector.isEmpty() ? "all agents" : selector) + ": " + reason;
  }

  /** One as JSON. */
  public static FreezeJson of(Freeze freeze) {
    return new FreezeJson(
        freeze.selector().toString(), freeze.reason(), freeze.by(), freeze.since());
  }

  /** Some as JSON. */
  public static List<FreezeJson> of(List<Freeze> freezes) {
    return freezes.stream().map(FreezeJson::of).toList();
  }
}
