package io.muster.api.agents;

import io.muster.agent.Sync;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whether an agent runs what it should.
 *
 * @param state what operators filter by
 * @param cause more exactly
 */
@Schema(name = "Sync", description = "Whether the agent runs the config it should")
public record SyncJson(
    @Schema(
            enumeration = {
              "in_sync",
              "unconfirmed",
              "applying",
              "waiting",
              "failed",
              "drifted",
              "applied_but_dead",
              "incapable",
              "offline",
              "unmanaged"
            },
            examples = "in_sync")
        String state,
    @Schema(description = "More exactly; see docs/design/sync.md", examples = "confirmed")
        String cause) {

  static SyncJson of(Sync sync) {
    return new SyncJson(sync.state().word(), sync.cause().word());
  }
}
