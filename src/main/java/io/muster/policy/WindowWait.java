package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.config.EncodedRevision;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is not given what it should have now, because the window of its target is closed
 * (SEMANTICS 31).
 *
 * <p>What changes nothing does not wait: the config it was given last, and, for an agent that has
 * none, a config that was wanted while the window was open. Nor does what makes good: an agent goes
 * back at once from what a rollout took back. What a rollout gives has the hours of its stage.
 *
 * @param opens when the window opens
 */
public record WindowWait(String target, Window window, Instant opens) {

  /** Whether an agent has to wait, and for what. Pure, and quick for targets without a window. */
  public static Optional<WindowWait> of(AgentState agent, Desired desired, Instant now) {
    Target target = desired.bounding();
    EncodedRevision revision = desired.revision();
    if (target == null
        || revision == null
        || !(target.window() instanceof Window window)
        || window.open(now)) {
      return Optional.empty();
    }
    Attempt newest = agent.facts().attempts().newest(OfferKind.CONFIG).orElse(null);
    ContentHash has = newest == null ? told(agent) : newest.hash();
    boolean free =
        has == null
            ? window.openSince(wantedSince(target, revision), now)
            : has.equals(revision.hash())
                || TakingBack.is(agent, target, revision.hash())
                || (newest != null && newest.state() == Attempt.State.TAKEN_BACK);
    return free
        ? Optional.empty()
        : Optional.of(new WindowWait(target.name(), window, window.opens(now).toInstant()));
  }

  /** What it says it was given; null if it has nothing. */
  private static @Nullable ContentHash told(AgentState agent) {
    OfferStatus status = agent.reported().configStatus();
    return status == null || status.hash().isEmpty() ? null : status.hash();
  }

  private static Instant wantedSince(Target target, EncodedRevision revision) {
    return target.config().pinned() || revision.createdAt().isBefore(target.wantedSince())
        ? target.wantedSince()
        : revision.createdAt();
  }

  /** For people: "the window of target prod-eu (mon 08:00-16:00 UTC), which opens at …". */
  public String text() {
    return "the window of target "
        + target
        + " ("
        + window
        + "), which opens at "
        + Window.text(opens.atZone(window.zone()));
  }
}
