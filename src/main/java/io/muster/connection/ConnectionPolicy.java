package io.muster.connection;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.connection.ConnectionSettingsStore.Kept;
import io.muster.connection.ConnectionSettingsStore.Versioned;
import io.muster.fleet.Connections;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What operators want of the agents' connections. All methods block. Thread-safe. */
@Singleton
public final class ConnectionPolicy {

  private static final Logger LOG = Logger.getLogger(ConnectionPolicy.class);

  /** Compare-and-sets that may fail in a row. */
  private static final int MAX_TRIES = 32;

  /** What became of a change. */
  public sealed interface Outcome {

    /** It is stored, and agents are being told. */
    record Changed(Kept kept) implements Outcome {}

    /**
     * Nothing was changed, because this is not the state the operator had seen.
     *
     * @param current what there is; empty before anything was ever set
     */
    record Moved(Optional<Kept> current) implements Outcome {}

    /** Others changed the settings all the time; nothing was changed, try again. */
    record Busy() implements Outcome {}
  }

  private final ConnectionSettingsStore store;
  private final ConnectionOffer offer;
  private final Connections connections;
  private final InstantSource clock;
  private final Hints hints;

  ConnectionPolicy(
      ConnectionSettingsStore store,
      ConnectionOffer offer,
      Connections connections,
      Hints hints,
      InstantSource clock) {
    this.store = store;
    this.offer = offer;
    this.connections = connections;
    this.hints = hints;
    this.clock = clock;
  }

  /**
   * Reads the settings again, and offers them to the connected agents if they are newer; throws the
   * store's exception.
   */
  void reread() {
    store.read().map(Versioned::kept).ifPresent(this::inForce);
  }

  /** What is set; without settings if they were removed, empty if there never were any. */
  public Optional<Kept> current() {
    return store.read().map(Versioned::kept);
  }

  /**
   * Sets or removes the settings and offers them at once to every connected agent that takes them.
   *
   * @param change the settings, given those there are; empty to leave agents alone from now on, and
   *     they keep what they have. May be called several times
   * @param by an operator's name
   * @param expectedGeneration the state the operator saw; null for whatever there is
   */
  public Outcome change(
      UnaryOperator<Optional<ConnectionSettings>> change,
      String by,
      @Nullable Long expectedGeneration) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<Versioned> found = store.read();
      long generation = found.map(versioned -> versioned.kept().generation()).orElse(0L);
      if (expectedGeneration != null && expectedGeneration != generation) {
        return new Outcome.Moved(found.map(Versioned::kept));
      }
      Optional<ConnectionSettings> present =
          found.flatMap(versioned -> versioned.kept().settings());
      Optional<ConnectionSettings> settings = change.apply(present);
      if (found.isPresent() && present.equals(settings)) {
        return inForce(found.get().kept());
      }
      Kept kept = new Kept(settings, generation + 1, clock.instant(), by);
      boolean stored =
          found.isPresent() ? store.replace(kept, found.get().version()) : store.add(kept);
      if (stored) {
        LOG.infof("event=connection_settings_changed generation=%d by=%s", kept.generation(), by);
        hints.changed(Topics.CONNECTION_SETTINGS, kept.generation());
        return inForce(kept);
      }
    }
    return new Outcome.Busy();
  }

  /** Also if it was stored before: the one who did may have died, or be another instance. */
  private Outcome inForce(Kept kept) {
    if (offer.change(kept)) {
      connections.reconcileAll();
    }
    return new Outcome.Changed(kept);
  }
}
