package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.connection.ConnectionPolicy.Outcome;
import io.muster.connection.ConnectionSettingsStore.Kept;
import io.muster.fleet.Connections;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OutgoingMessage;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionPolicyTest {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00Z");

  private final InMemoryConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  private final List<String> hints = new ArrayList<>();
  private final ConnectionOffer offer = new ConnectionOffer(store);
  private final Reconciled reconciled = new Reconciled();
  private final ConnectionPolicy policy = policy(store);

  private ConnectionPolicy policy(ConnectionSettingsStore settings) {
    return new ConnectionPolicy(settings, offer, reconciled, hints::add, InstantSource.fixed(NOW));
  }

  private static Optional<ConnectionSettings> settings(String token) {
    return Optional.of(
        new ConnectionSettings(
            "wss://example.com/v1/opamp", Map.of("authorization", token), Duration.ofSeconds(30)));
  }

  private Outcome set(String token) {
    return policy.change(present -> settings(token), "ops", null);
  }

  private ConnectionSettings present() {
    return policy.current().orElseThrow().settings().orElseThrow();
  }

  private @Nullable String token() {
    return present().headers().get("authorization");
  }

  @Test
  void aChangeIsStoredAndTheAgentsAreLookedAt() {
    assertThat(set("a")).isInstanceOf(Outcome.Changed.class);

    assertThat(token()).isEqualTo("a");
    assertThat(reconciled.times).isEqualTo(1);
    assertThat(offer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
  }

  @Test
  void theSameAgainChangesNothing() {
    set("a");
    assertThat(set("a"))
        .isInstanceOfSatisfying(
            Outcome.Changed.class, same -> assertThat(same.kept().generation()).isEqualTo(1));
    assertThat(reconciled.times).isEqualTo(1);
  }

  @Test
  void whatWasStoredWithoutBeingOfferedIsOfferedByPuttingItAgain() {
    store.add(new Kept(settings("a"), 1, NOW, "one that died"));

    set("a");

    assertThat(offer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
    assertThat(reconciled.times).isEqualTo(1);
  }

  @Test
  void aStateThatNobodySawIsNotReplaced() {
    set("a");
    assertThat(policy.change(present -> settings("b"), "ops", 7L))
        .isInstanceOf(Outcome.Moved.class);
    assertThat(token()).isEqualTo("a");
  }

  @Test
  void aValueThatIsKeptIsTheOneThatIsReplaced() {
    set("old");
    var rotated = new boolean[1];
    // Another operator rotates the token between the reading and the writing.
    var _ =
        policy.change(
            present -> {
              if (!rotated[0]) {
                rotated[0] = true;
                set("rotated");
              }
              return Optional.of(
                  new ConnectionSettings(
                      "wss://elsewhere.example.com/v1/opamp",
                      present.orElseThrow().headers(),
                      Duration.ofSeconds(30)));
            },
            "ops",
            null);

    assertThat(token()).isEqualTo("rotated");
    assertThat(present().endpoint()).contains("elsewhere");
  }

  @Test
  void aStoreThatRefusesEveryChangeEndsTheTrying() {
    var refusing =
        new ConnectionSettingsStore() {
          @Override
          public Optional<Versioned> read() {
            return Optional.empty();
          }

          @Override
          public boolean add(Kept kept) {
            return false;
          }

          @Override
          public boolean replace(Kept kept, long expectedVersion) {
            return false;
          }
        };

    assertThat(policy(refusing).change(present -> settings("a"), "ops", null))
        .isEqualTo(new Outcome.Busy());
  }

  @Test
  void whatAnotherInstanceChangedIsOfferedWhenTheHintComes() {
    var otherOffer = new ConnectionOffer(store);
    var otherAgents = new Reconciled();
    var other =
        new ConnectionPolicy(store, otherOffer, otherAgents, Hints.NONE, InstantSource.fixed(NOW));
    set("a");
    set("a");
    assertThat(hints).containsExactly(Topics.CONNECTION_SETTINGS);

    other.reread();
    other.reread();

    assertThat(otherOffer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
    assertThat(otherAgents.times).isEqualTo(1);
  }

  /** Counts how often all agents were looked at. */
  private static final class Reconciled implements Connections {

    private int times;

    @Override
    public void reconcile(InstanceUid uid) {}

    @Override
    public void reconcileAll(Predicate<KnownAgent> first) {
      times++;
    }

    @Override
    public Delivery restart(InstanceUid uid) {
      return Delivery.NOT_CONNECTED;
    }

    @Override
    public Delivery send(InstanceUid uid, OutgoingMessage message) {
      return Delivery.NOT_CONNECTED;
    }

    @Override
    public void close(InstanceUid uid, String reason) {}
  }
}
