package io.muster.collector;

import io.muster.fleet.Fleet;
import io.muster.policy.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes this package's beans for tests of others. */
public final class PlanningChecks {

  private PlanningChecks() {}

  /** Distributions of a fleet. */
  public static KnownDistributions distributions(Fleet fleet) {
    return new KnownDistributions(fleet);
  }

  /** Checks that refuse, without an external program. */
  public static ConfigChecks checks(
      PolicySource policies, Fleet fleet, KnownDistributions distributions) {
    return new ConfigChecks(
        settings(ValidationSettings.OnPut.REFUSE), policies, fleet, distributions);
  }

  static ValidationSettings settings(ValidationSettings.OnPut onPut) {
    return settings(onPut, null);
  }

  static ValidationSettings settings(ValidationSettings.OnPut onPut, @Nullable Path program) {
    return new ValidationSettings() {
      @Override
      public OnPut onPut() {
        return onPut;
      }

      @Override
      public Optional<Path> otelcol() {
        return Optional.ofNullable(program);
      }

      @Override
      public Duration otelcolTimeout() {
        return Duration.ofSeconds(1);
      }
    };
  }
}
