package io.muster.store;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
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

  /** Most that are named here; /api/v1/state names all. */
  private static final int NAMED = 5;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("store");
    nameDamaged(answer);
    return switch (store.health()) {
      case StoreHealth.Up() -> answer.up().build();
      // Its agents are connected and answered; elsewhere they would find the same store away.
      case StoreHealth.Degraded(String reason, Duration lasting) ->
          answer.up().withData("degraded", reason).withData("seconds", lasting.toSeconds()).build();
      case StoreHealth.Down(String reason) -> answer.down().withData("reason", reason).build();
    };
  }

  private void nameDamaged(HealthCheckResponseBuilder answer) {
    List<DamagedRecords.Damaged> damaged = store.damaged().in(store);
    if (!damaged.isEmpty()) {
      answer.withData("damaged", damaged.size());
      answer.withData(
          "damagedRecords",
          damaged.stream()
              .limit(NAMED)
              .map(each -> each.cache().text() + "/" + each.key())
              .collect(Collectors.joining(", ", "", damaged.size() > NAMED ? ", …" : "")));
    }
  }
}
