package io.muster.store;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the store takes writes, or did and what it held is in memory. */
@Readiness
@Singleton
final class StoreReadiness implements HealthCheck {

  private final KeyValueStore store;

  StoreReadiness(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("store");
    return switch (store.health()) {
      case StoreHealth.Up() -> answer.up().build();
      // Its agents are connected and answered; elsewhere they would find the same store away.
      case StoreHealth.Degraded(String reason, Duration lasting) ->
          answer.up().withData("degraded", reason).withData("seconds", lasting.toSeconds()).build();
      case StoreHealth.Down(String reason) -> answer.down().withData("reason", reason).build();
    };
  }
}
