package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.cli.cluster.Child;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.InfinispanJars;
import io.muster.process.MusterProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token on two instances (SEMANTICS 37): made on one, good on the other, revoked on both. */
class ClusterOperatorsIT {

  /**
   * A hint takes a few milliseconds, and a test machine seconds to run it; without hints it would
   * be 30 s.
   */
  private static final Duration BY_A_HINT = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void whatIsMadeAndRevokedOnOneInstanceIsSoOnTheOther() throws Exception {
    var servers = InfinispanJars.servers(folder);
    Child infinispan = servers.start(0);
    try {
      servers.await(infinispan);
      try (MusterProcess first = instance(servers.hosts());
          MusterProcess second = instance(servers.hosts());
          OperatorClient onFirst = first.operator();
          OperatorClient onSecond = second.operator()) {
        assertThat(onSecond.get("/api/v1/whoami").status()).isEqualTo(200);
        onFirst.putJson("/api/v1/operators/ada", "{}").expecting(201);
        String token =
            onFirst
                .post("/api/v1/operators/ada/tokens", "{\"name\": \"laptop\"}")
                .expecting(201)
                .json()
                .path("token")
                .asText();
        try (OperatorClient ada = OperatorClient.at(second.operatorPort(), token);
            OperatorClient adaOnFirst = OperatorClient.at(first.operatorPort(), token)) {
          eventually(200, ada);
          // The data folder of the other instance has a token of its own, which ended as well
          eventually(401, onSecond);

          adaOnFirst.delete("/api/v1/operators/ada/tokens/laptop").expecting(200);
          assertThat(adaOnFirst.get("/api/v1/whoami").status()).isEqualTo(401);
          long revoked = System.nanoTime();
          eventually(401, ada);
          System.out.println(
              "revoked on the other instance after "
                  + Duration.ofNanos(System.nanoTime() - revoked).toMillis()
                  + " ms");
          Answer refused = ada.get("/api/v1/whoami");
          assertThat(refused.json().path("detail").asText()).contains("was revoked", "'laptop'");
        }
      }
    } finally {
      infinispan.kill();
    }
  }

  private static void eventually(int status, OperatorClient api) {
    await()
        .atMost(BY_A_HINT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> api.get("/api/v1/whoami").status() == status);
  }

  private static MusterProcess instance(String hosts) {
    return MusterProcess.server().with("muster.cluster.reread", "10m").onInfinispan(hosts).start();
  }
}
