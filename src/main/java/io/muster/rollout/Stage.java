package io.muster.rollout;

import io.muster.failure.InvalidInput;
import io.muster.policy.Window;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One step of a rollout.
 *
 * @param observe how long it is watched after its agents have come to an end with the config
 * @param approval whether an operator must promote it
 * @param gates what must hold from its first offer to its end
 * @param window when its agents may be given the config; null for when the target says
 */
public record Stage(
    StageScope share,
    Duration observe,
    boolean approval,
    List<Gate> gates,
    @Nullable Window window) {

  /** Most gates of a stage. */
  static final int MAX_GATES = 20;

  private static final Duration MAX_OBSERVE = Duration.ofDays(30);

  /** One without hours of its own. */
  public Stage(StageScope share, Duration observe, boolean approval, List<Gate> gates) {
    this(share, observe, approval, gates, null);
  }

  public Stage {
    if (observe.isNegative() || observe.compareTo(MAX_OBSERVE) > 0) {
      throw new InvalidInput("observe is " + observe + ", expected PT0S to " + MAX_OBSERVE);
    }
    gates = List.copyOf(gates);
    if (gates.size() > MAX_GATES) {
      throw new InvalidInput("a stage has at most " + MAX_GATES + " gates");
    }
    Set<String> names = new HashSet<>();
    for (Gate gate : gates) {
      if (!names.add(gate.name())) {
        throw new InvalidInput("gate '" + gate.name() + "' occurs twice in a stage");
      }
    }
  }
}
