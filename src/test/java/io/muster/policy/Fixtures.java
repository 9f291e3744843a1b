package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values that many tests need. */
public final class Fixtures {

  static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

  private Fixtures() {}

  public static TargetBuilder target(
      String name, String selector, String config, int weight, int order) {
    return new TargetBuilder(name, selector, config, weight, order);
  }

  public static final class TargetBuilder {
    private final String name;
    private final String selector;
    private final String config;
    private final int weight;
    private final int order;
    private boolean labelsOnly;
    private boolean requireRollout;
    private @Nullable Window window;

    private TargetBuilder(String name, String selector, String config, int weight, int order) {
      this.name = name;
      this.selector = selector;
      this.config = config;
      this.weight = weight;
      this.order = order;
    }

    public TargetBuilder labelsOnly() {
      labelsOnly = true;
      return this;
    }

    public TargetBuilder requireRollout() {
      requireRollout = true;
      return this;
    }

    public TargetBuilder window(Window hours) {
      window = hours;
      return this;
    }

    public Target build() {
      return new Target(
          name,
          new TargetSpec(
              Selector.parse(selector),
              ConfigReference.parse(config),
              weight,
              order,
              labelsOnly,
              requireRollout,
              window),
          1,
          NOW,
          "ops");
    }
  }
}
