package io.muster.api.rollouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.KeyCursor;
import io.muster.config.Page;
import io.muster.rollout.RolloutAgent;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An agent that a rollout gave its config.
 *
 * @param message what it said of a failure, or why the config was taken back; absent otherwise
 * @param since when it came to stand so
 */
@Schema(name = "RolloutAgent")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutAgentJson(
    @Schema(examples = "018f2c1e-8a3b-7c4d-9e5f-0123456789ab") String uid,
    @Schema(
            enumeration = {
              "failed",
              "unanswered",
              "pending",
              "rolled_back",
              "unconfirmed",
              "applied"
            })
        String state,
    @Nullable String message,
    Instant since) {

  static RolloutAgentJson of(RolloutAgent agent) {
    return new RolloutAgentJson(
        agent.uid().toString(),
        agent.outcome().text(),
        agent.message().isEmpty() ? null : agent.message(),
        agent.since());
  }

  static Agents of(Page<RolloutAgent> page, int more) {
    return new Agents(
        page.items().stream().map(RolloutAgentJson::of).toList(),
        page.total(),
        more == 0 ? null : more,
        page.next() == null ? null : KeyCursor.write(page.next()));
  }

  /**
   * Some of a rollout's agents.
   *
   * @param total agents on all pages
   * @param more of a rollout that has ended, agents that were not kept; absent if all were
   * @param next cursor of the next page; absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "RolloutAgentPage")
  public record Agents(
      List<RolloutAgentJson> items, long total, @Nullable Integer more, @Nullable String next) {}
}
