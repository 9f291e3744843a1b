package io.muster.connection;

import static io.muster.connection.SettingsInTests.NOW;
import static io.muster.connection.SettingsInTests.named;
import static io.muster.connection.SettingsInTests.put;
import static io.muster.connection.SettingsInTests.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.Selector;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.connection.ConnectionPolicy.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionPolicyTest {

  private final InMemoryConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  private final InMemoryConnectionProgressStore progress = new InMemoryConnectionProgressStore();
  private final List<String> hints = new ArrayList<>();
  private final ConnectionOffer offer = OffersInTests.toAll(store);
  private final ReconciledAgents reconciled = new ReconciledAgents();
  private final ConnectionPolicy policy = policy(store);

  private ConnectionPolicy policy(ConnectionSettingsStore kept) {
    return new ConnectionPolicy(
        kept, progress, offer, reconciled, hints::add, InstantSource.fixed(NOW));
  }

  private Outcome set(String token) {
    return policy.put(put("eu", settings(token)));
  }

  private ConnectionSettings present() {
    return Objects.requireNonNull(policy.get("eu").orElseThrow().settings());
  }

  private @Nullable String token() {
    return present().headers().get("authorization");
  }

  private static long generation(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Changed.class);
    return ((Outcome.Changed) outcome).value().generation();
  }

  @Test
  void aChangeIsStoredAndTheAgentsAreLookedAt() {
    assertThat(set("a"))
        .isInstanceOfSatisfying(
            Outcome.Changed.class, changed -> assertThat(changed.created()).isTrue());

    assertThat(token()).isEqualTo("a");
    assertThat(reconciled.times).isEqualTo(1);
    assertThat(offer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
  }

  @Test
  void theSameAgainChangesNothing() {
    set("a");
    assertThat(generation(set("a"))).isEqualTo(1);
    assertThat(reconciled.times).isEqualTo(1);
  }

  @Test
  void whatWasStoredWithoutBeingOfferedIsOfferedByPuttingItAgain() {
    store.add(named("eu", settings("a"), 1));

    set("a");

    assertThat(offer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
    assertThat(reconciled.times).isEqualTo(1);
  }

  @Test
  void aStateThatNobodySawIsNotReplaced() {
    set("a");
    PutConnection late =
        new PutConnection("eu", null, null, null, present -> settings("b"), null, "ops", 7L);
    assertThat(policy.put(late)).isEqualTo(new Outcome.Moved(1));
    assertThat(policy.delete("eu", "ops", 7L)).isEqualTo(new Outcome.Moved(1));
    assertThat(token()).isEqualTo("a");
  }

  @Test
  void aValueThatIsKeptIsTheOneThatIsReplaced() {
    set("old");
    var rotated = new boolean[1];
    // Another operator rotates the token between the reading and the writing.
    var _ =
        policy.put(
            new PutConnection(
                "eu",
                null,
                null,
                null,
                present -> {
                  if (!rotated[0]) {
                    rotated[0] = true;
                    set("rotated");
                  }
                  return new ConnectionSettings(
                      "wss://elsewhere.example.com/v1/opamp",
                      present.orElseThrow().headers(),
                      Duration.ofSeconds(30));
                },
                null,
                "ops",
                null));

    assertThat(token()).isEqualTo("rotated");
    assertThat(present().endpoint()).contains("elsewhere");
  }

  @Test
  void generationsRiseOverAllNamesAndOverDeletion() {
    set("a");
    assertThat(generation(policy.put(put("us", settings("a"))))).isEqualTo(2);
    assertThat(generation(policy.delete("us", "ops", null))).isEqualTo(3);
    assertThat(policy.get("us")).isEmpty();
    assertThat(policy.list()).extracting(ConnectionRecord::name).containsExactly("eu");
    assertThat(policy.delete("us", "ops", null)).isEqualTo(new Outcome.NotFound());
    assertThat(generation(policy.put(put("us", settings("a"))))).isEqualTo(4);
  }

  @Test
  void deletedNamesAreForgottenInTheEndButNotTheNewestGeneration() {
    for (int i = 0; i < ConnectionPolicy.MAX_DELETED + 20; i++) {
      policy.put(put("n" + i, settings("a")));
      policy.delete("n" + i, "ops", null);
    }
    assertThat(store.all()).hasSize(ConnectionPolicy.MAX_DELETED);
    assertThat(generation(set("a"))).isEqualTo(2L * (ConnectionPolicy.MAX_DELETED + 20) + 1);
  }

  @Test
  void thereIsALimitOfNames() {
    for (int i = 0; i < ConnectionPolicy.MAX_RECORDS; i++) {
      store.add(named("n" + i, settings("a"), i + 1));
    }
    assertThatThrownBy(() -> set("a")).hasMessageContaining("limit");
    assertThat(policy.put(put("n3", settings("b")))).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void whatAPutAtTheAddressOfOldDoesNotSayStaysAsItIs() {
    PutConnection bare =
        new PutConnection("default", null, null, null, present -> settings("a"), null, "ops", null);
    policy.put(bare);
    ConnectionRecord made = policy.get("default").orElseThrow();
    assertThat(made.selector()).isEqualTo(Selector.ALL);
    assertThat(made.order()).isEqualTo(ConnectionRecord.LAST_ORDER);

    Selector edge = new Selector(Map.of("tier", "edge"));
    policy.put(put("default", edge, settings("b")));
    policy.put(bare);
    assertThat(policy.get("default").orElseThrow().selector()).isEqualTo(edge);
    assertThat(policy.get("default").orElseThrow().settings()).isEqualTo(settings("a"));
  }

  @Test
  void aStoreThatRefusesEveryChangeEndsTheTrying() {
    var refusing = new RefusingStore();

    assertThat(policy(refusing).put(put("eu", settings("a")))).isEqualTo(new Outcome.Busy());
  }

  @Test
  void whatAnotherInstanceChangedIsOfferedWhenTheHintComes() {
    var otherOffer = OffersInTests.toAll(store);
    var otherAgents = new ReconciledAgents();
    var other =
        new ConnectionPolicy(
            store, progress, otherOffer, otherAgents, Hints.NONE, InstantSource.fixed(NOW));
    set("a");
    set("a");
    assertThat(hints).containsExactly(Topics.CONNECTION_SETTINGS);

    other.reread();
    other.reread();

    assertThat(otherOffer.due(ConnectionOfferTest.taker(), Transport.HTTP)).isPresent();
    assertThat(otherAgents.times).isEqualTo(1);
  }

  /** Never takes anything. */
  private static final class RefusingStore implements ConnectionSettingsStore {

    @Override
    public Optional<Versioned<ConnectionRecord>> get(String name) {
      return Optional.empty();
    }

    @Override
    public List<Versioned<ConnectionRecord>> all() {
      return List.of();
    }

    @Override
    public boolean add(ConnectionRecord added) {
      return false;
    }

    @Override
    public boolean replace(ConnectionRecord changed, long expectedVersion) {
      return false;
    }

    @Override
    public boolean remove(String name, long expectedVersion) {
      return false;
    }
  }
}
