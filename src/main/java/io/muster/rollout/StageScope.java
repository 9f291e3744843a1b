package io.muster.rollout;

import io.muster.agent.Selector;
import io.muster.failure.InvalidInput;
import io.muster.policy.Split;
import java.math.BigDecimal;

/** Which of a target's agents a stage is for. */
public sealed interface StageScope {

  /**
   * As many of them, those of the stages before included; which ones differs from rollout to
   * rollout.
   *
   * @param basisPoints hundredths of a percent, from 1
   */
  record Percent(int basisPoints) implements StageScope {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);
    private static final int MAX_SCALE = 20;

    public Percent {
      if (basisPoints < 1 || basisPoints > Split.BUCKETS) {
        throw new InvalidInput("percent is outside of 0.01 to 100");
      }
    }

    /** Reads a number of percent with at most two digits behind the point. */
    public static Percent of(BigDecimal percent) {
      // Compared before it is computed with: 1e2147483647 is a number, too.
      boolean inRange = percent.signum() > 0 && percent.compareTo(ALL) <= 0;
      BigDecimal points =
          inRange && percent.scale() <= MAX_SCALE
              ? percent.movePointRight(2).stripTrailingZeros()
              : null;
      if (points == null || points.scale() > 0) {
        throw new InvalidInput("percent is " + percent + ", expected 0.01 to 100 in steps of 0.01");
      }
      return new Percent(points.intValueExact());
    }

    /** The number of percent. */
    public BigDecimal percent() {
      BigDecimal percent = BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros();
      return percent.scale() < 0 ? percent.setScale(0) : percent;
    }

    boolean all() {
      return basisPoints == Split.BUCKETS;
    }
  }

  /** Those that a selector matches: canaries by label. */
  record Matching(Selector selector) implements StageScope {
    public Matching {
      if (selector.pairs().isEmpty()) {
        throw new InvalidInput(
            "a stage by label needs at least one pair; for all agents write percent 100");
      }
    }
  }
}
