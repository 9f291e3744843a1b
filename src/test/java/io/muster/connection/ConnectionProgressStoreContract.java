package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Transport;
import io.muster.connection.KindProgress.Stage;
import io.muster.connection.KindProgress.Stop;
import io.muster.connection.NamedRecords.Versioned;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ConnectionProgressStore} does. */
public abstract class ConnectionProgressStoreContract {

  private static final Instant NOW = SettingsInTests.NOW;

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract ConnectionProgressStore store();

  private static ConnectionProgress progress(String name, int proved) {
    Map<AgentKind, KindProgress> kinds = new LinkedHashMap<>();
    kinds.put(
        new AgentKind("otelcol", "0.158.0", Transport.WEBSOCKET, -1L),
        new KindProgress(
            Stage.TEN,
            proved,
            Map.of(new InstanceUid(1, -2), NOW, new InstanceUid(3, 4), NOW.plusSeconds(1)),
            NOW,
            null));
    kinds.put(
        new AgentKind("", "", Transport.HTTP, 0),
        new KindProgress(
            Stage.STOPPED, 0, Map.of(), NOW, new Stop("uid", "FAILED", "no route", NOW)));
    return new ConnectionProgress(name, "seal", kinds, NOW.minusSeconds(9));
  }

  @Test
  void progressComesBackAsItWasWritten() {
    assertThat(store().get("eu")).isEmpty();
    assertThat(store().add(progress("eu", 3))).isTrue();
    assertThat(store().get("eu").orElseThrow().value()).isEqualTo(progress("eu", 3));
    assertThat(store().add(progress("us", 1))).isTrue();
    assertThat(store().all())
        .extracting(Versioned::value)
        .containsExactlyInAnyOrder(progress("eu", 3), progress("us", 1));
  }

  @Test
  void progressIsAddedOnceAndReplacedAndRemovedOnlyAtTheVersionThatWasRead() {
    store().add(progress("eu", 1));
    assertThat(store().add(progress("eu", 2))).isFalse();
    long first = store().get("eu").orElseThrow().version();
    assertThat(store().replace(progress("eu", 2), first)).isTrue();
    assertThat(store().replace(progress("eu", 3), first)).isFalse();
    assertThat(store().remove("eu", first)).isFalse();
    assertThat(store().get("eu").orElseThrow().value()).isEqualTo(progress("eu", 2));
    assertThat(store().remove("eu", store().get("eu").orElseThrow().version())).isTrue();
    assertThat(store().get("eu")).isEmpty();
  }
}
