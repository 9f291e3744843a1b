package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.cluster.InstanceId;
import io.muster.cluster.SharedFormat;
import io.muster.process.MusterProcess;
import io.muster.process.MusterProcess.Exit;
import io.muster.process.MusterProcess.Launch;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The packaged server on what a version after it has left in a real Infinispan. */
class NewerFormatIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final InstanceId NEWER = new InstanceId("of-a-later-version");

  private static Launch server() {
    return MusterProcess.server()
        .onInfinispan(RealServer.hosts())
        .with("muster.cluster.lease", "3s");
  }

  @Test
  void anOlderInstanceEndsInGoodOrderAndDoesNotStartAgain() {
    try (InfinispanStore store = RealServer.emptyStore();
        MusterProcess older = server().start()) {
      SharedFormat format = ClusterStores.on(store).format();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(format.required()).isEqualTo(SharedFormat.CURRENT));

      format.require(SharedFormat.CURRENT + 1, NEWER);
      Exit ended = older.waitForExit(PATIENCE);
      assertThat(ended.code()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output())
          .contains("event=format_raised from=0 to=3", "event=format_newer format=3 expected=4")
          .contains("event=drained");

      try (MusterProcess again = server().launch()) {
        Exit refused = again.waitForExit(PATIENCE);
        assertThat(refused.code()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output())
            .contains("Muster cannot start: What Infinispan at ")
            .contains("was written by a newer Muster (format 4, this one knows 3)")
            .doesNotContain("\tat ");
      }
      assertThat(format.required()).isEqualTo(SharedFormat.CURRENT + 1);
    }
  }
}
