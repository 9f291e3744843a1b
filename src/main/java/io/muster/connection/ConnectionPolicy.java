package io.muster.connection;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.connection.NamedRecords.Versioned;
import io.muster.failure.InvalidInput;
import io.muster.fleet.Connections;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What operators want of the agents' connections. All methods block. Thread-safe. */
@Singleton
public final class ConnectionPolicy {

  private static final Logger LOG = Logger.getLogger(ConnectionPolicy.class);

  /** Compare-and-sets that may fail in a row. */
  private static final int MAX_TRIES = 32;

  /** Most records, without deleted ones. */
  static final int MAX_RECORDS = 1_000;

  /** Deleted records that are remembered; the longest deleted goes first. */
  static final int MAX_DELETED = 100;

  /** What became of a change. */
  public sealed interface Outcome {

    /** It is stored, and agents are being told; or it was so before. */
    record Changed(ConnectionRecord value, boolean created) implements Outcome {}

    /**
     * Nothing was changed, because this is not the state the operator had seen.
     *
     * @param generation of what there is; 0 if nothing is
     */
    record Moved(long generation) implements Outcome {}

    /** There is nothing to delete. */
    record NotFound() implements Outcome {}

    /** Others changed the settings all the time; nothing was changed, try again. */
    record Busy() implements Outcome {}
  }

  private final ConnectionSettingsStore store;
  private final ConnectionProgressStore progress;
  private final ConnectionOffer offer;
  private final Connections connections;
  private final InstantSource clock;
  private final Hints hints;

  ConnectionPolicy(
      ConnectionSettingsStore store,
      ConnectionProgressStore progress,
      ConnectionOffer offer,
      Connections connections,
      Hints hints,
      InstantSource clock) {
    this.store = store;
    this.progress = progress;
    this.offer = offer;
    this.connections = connections;
    this.hints = hints;
    this.clock = clock;
  }

  /**
   * Reads the settings again, and has the connected agents looked at if they are others; throws the
   * store's exception.
   */
  void reread() {
    if (offer.read()) {
      connections.reconcileAll();
    }
  }

  /** One record; empty if it is deleted. */
  public Optional<ConnectionRecord> get(String name) {
    return store.get(name).map(Versioned::value).filter(found -> found.settings() != null);
  }

  /** How far settings have gone out, kind by kind, as far as is known here. Never blocks. */
  public Map<AgentKind, KindProgress> progress(String name) {
    ConnectionSnapshot.Entry entry = offer.current().named(name);
    return entry == null ? Map.of() : entry.progress().kinds();
  }

  /** All records, in the order they are asked. */
  public List<ConnectionRecord> list() {
    return store.all().stream()
        .map(Versioned::value)
        .filter(each -> each.settings() != null)
        .sorted(ConnectionRecord.ORDER)
        .toList();
  }

  /**
   * What a put would make of what there is, without changing anything.
   *
   * @throws InvalidInput if it may not be
   */
  public ConnectionRecord rehearse(PutConnection put) {
    List<Versioned<ConnectionRecord>> all = store.all();
    return wanted(put, find(all, put.name()).orElse(null), all);
  }

  /**
   * Creates or replaces settings; agents are told as they may be.
   *
   * @throws InvalidInput if it may not be
   */
  public Outcome put(PutConnection put) {
    for (int i = 0; i < MAX_TRIES; i++) {
      List<Versioned<ConnectionRecord>> all = store.all();
      Versioned<ConnectionRecord> found = find(all, put.name()).orElse(null);
      ConnectionRecord present = present(found);
      if (moved(put.ifMatch(), present)) {
        return new Outcome.Moved(generation(present));
      }
      ConnectionRecord wanted = wanted(put, found, all);
      if (present != null && present.asksForTheSame(wanted)) {
        return inForce(present, false);
      }
      if (write(found, wanted)) {
        told(wanted);
        return inForce(wanted, present == null);
      }
    }
    return new Outcome.Busy();
  }

  /**
   * Deletes settings: agents go to the next record that matches, or are left alone and keep what
   * they have.
   */
  public Outcome delete(String name, String by, @Nullable Long ifMatch) {
    for (int i = 0; i < MAX_TRIES; i++) {
      List<Versioned<ConnectionRecord>> all = store.all();
      Versioned<ConnectionRecord> found = find(all, name).orElse(null);
      ConnectionRecord present = present(found);
      if (moved(ifMatch, present)) {
        return new Outcome.Moved(generation(present));
      }
      if (found == null || present == null) {
        return new Outcome.NotFound();
      }
      ConnectionRecord deleted = present.deleted(next(all), clock.instant(), by);
      if (store.replace(deleted, found.version())) {
        forgetOldest(all);
        progress.get(name).ifPresent(gone -> progress.remove(name, gone.version()));
        told(deleted);
        return inForce(deleted, false);
      }
    }
    return new Outcome.Busy();
  }

  /**
   * Goes on with the kinds of agents that were stopped, from the first agent on: also offers the
   * settings again to those that refused them or did not come back. It is written down only; the
   * instance that has an agent forgets what failed there with its next look.
   *
   * @return the settings, or that there are none, or that others were faster all the time
   */
  public Outcome retry(String name, String author) {
    offer.refresh();
    ConnectionSnapshot.Entry entry = offer.current().named(name);
    if (entry == null) {
      return new Outcome.NotFound();
    }
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ConnectionProgress> stored = progress.get(name).orElse(null);
      boolean isOfThese = stored != null && stored.value().seal().equals(entry.progress().seal());
      ConnectionProgress before = stored != null && isOfThese ? stored.value() : entry.fresh();
      ConnectionProgress resumed = before.resumed(clock.instant());
      if (stored == null ? progress.add(resumed) : progress.replace(resumed, stored.version())) {
        LOG.infof(
            "event=connection_settings_retried name=%s kinds=%d author=%s",
            name, before.kinds().size() - resumed.kinds().size(), author);
        hints.changed(Topics.CONNECTION_SETTINGS, entry.value().generation());
        reread();
        return new Outcome.Changed(entry.value(), false);
      }
    }
    return new Outcome.Busy();
  }

  private ConnectionRecord wanted(
      PutConnection put,
      @Nullable Versioned<ConnectionRecord> found,
      List<Versioned<ConnectionRecord>> all) {
    if (present(found) == null
        && all.stream().filter(each -> each.value().settings() != null).count() >= MAX_RECORDS) {
      throw new InvalidInput(
          "there are connection settings of " + MAX_RECORDS + " names, which is the limit");
    }
    return put.wanted(found == null ? null : found.value(), next(all), clock.instant());
  }

  private boolean write(@Nullable Versioned<ConnectionRecord> found, ConnectionRecord wanted) {
    return found == null ? store.add(wanted) : store.replace(wanted, found.version());
  }

  /** Never the one deleted now, which has the highest generation. */
  private void forgetOldest(List<Versioned<ConnectionRecord>> all) {
    List<Versioned<ConnectionRecord>> deleted =
        all.stream()
            .filter(each -> each.value().settings() == null)
            .sorted(Comparator.comparingLong(each -> each.value().generation()))
            .toList();
    deleted.stream()
        .limit(Math.max(0, deleted.size() + 1 - MAX_DELETED))
        .forEach(each -> store.remove(each.value().name(), each.version()));
  }

  private static Optional<Versioned<ConnectionRecord>> find(
      List<Versioned<ConnectionRecord>> all, String name) {
    return all.stream().filter(each -> each.value().name().equals(name)).findFirst();
  }

  private static @Nullable ConnectionRecord present(@Nullable Versioned<ConnectionRecord> found) {
    return found == null || found.value().settings() == null ? null : found.value();
  }

  private static long generation(@Nullable ConnectionRecord present) {
    return present == null ? 0 : present.generation();
  }

  private static boolean moved(@Nullable Long ifMatch, @Nullable ConnectionRecord present) {
    return ifMatch != null && ifMatch != generation(present);
  }

  private static long next(List<Versioned<ConnectionRecord>> all) {
    return all.stream().mapToLong(each -> each.value().generation()).max().orElse(0) + 1;
  }

  private void told(ConnectionRecord changed) {
    LOG.infof(
        "event=connection_settings_changed name=%s deleted=%s generation=%d author=%s",
        changed.name(), changed.settings() == null, changed.generation(), changed.changedBy());
    hints.changed(Topics.CONNECTION_SETTINGS, changed.generation());
  }

  /** Also if it was stored before: the one who did may have died, or be another instance. */
  private Outcome inForce(ConnectionRecord value, boolean created) {
    reread();
    return new Outcome.Changed(value, created);
  }
}
