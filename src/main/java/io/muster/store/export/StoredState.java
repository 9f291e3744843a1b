package io.muster.store.export;

import io.muster.config.StateExport;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Records;
import io.muster.store.StoreCorrupt;
import io.muster.store.StoreUnavailable;
import io.muster.store.config.RevisionKeys;
import io.muster.store.proto.HeadRecord;
import jakarta.inject.Singleton;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Exports the store. Heads, targets, settings and rollouts are read until two readings are the
 * same: the store has no transactions over several keys. Revisions never change; which ones are
 * written is said by the heads.
 */
@Singleton
final class StoredState implements StateExport {

  private static final Logger LOG = Logger.getLogger(StoredState.class);
  private static final int READINGS = 10;
  private static final int AT_ONCE = 64;

  private final KeyValueStore store;

  StoredState(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Snapshot take() {
    Map<CacheName, TreeMap<String, Entry>> before = read();
    for (int i = 1; i < READINGS; i++) {
      Map<CacheName, TreeMap<String, Entry>> after = read();
      if (after.equals(before)) {
        return out -> write(after, out);
      }
      before = after;
    }
    throw new StoreUnavailable(
        StoreUnavailable.Reason.OVERLOADED,
        "The state changed during each of "
            + READINGS
            + " readings: export it when fewer changes are made.");
  }

  private Map<CacheName, TreeMap<String, Entry>> read() {
    Map<CacheName, TreeMap<String, Entry>> read = new EnumMap<>(CacheName.class);
    for (CacheName cache : Exported.AT_ONE_MOMENT) {
      TreeMap<String, Entry> entries = new TreeMap<>();
      store.scan(
          cache,
          AT_ONCE,
          entry -> {
            if (!entry.key().startsWith(Exported.IMPORTED)) {
              entries.put(entry.key(), entry);
            }
          });
      read.put(cache, entries);
    }
    return read;
  }

  private void write(Map<CacheName, TreeMap<String, Entry>> moment, OutputStream to)
      throws IOException {
    BufferedWriter out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    ExportWriter file = new ExportWriter(out);
    for (Map.Entry<CacheName, TreeMap<String, Entry>> cache : moment.entrySet()) {
      for (Entry entry : cache.getValue().values()) {
        write(cache.getKey(), entry, file);
      }
    }
    Collection<String> revisions =
        revisions(moment.getOrDefault(CacheName.DESIRED, new TreeMap<>()));
    if (write(CacheName.REVISIONS, revisions, file) < revisions.size()) {
      throw new StoreUnavailable(
          StoreUnavailable.Reason.IO,
          "A revision of a config or rule set is gone: it was deleted during the export. Try"
              + " again.");
    }
    for (CacheName cache : Exported.BY_AGENT) {
      Collection<String> keys = new TreeSet<>();
      store.scan(cache, AT_ONCE, entry -> keys.add(entry.key()));
      write(cache, keys, file);
    }
    file.end();
    out.flush();
    LOG.infof("event=state_exported records=%d skipped=%d", file.records(), file.skippedRecords());
  }

  /** Their keys alone: the bodies may be large. */
  private Collection<String> revisions(Map<String, Entry> desired) {
    Collection<String> keys = new TreeSet<>();
    desired.forEach((key, entry) ->
        RevisionKeys.ofHead(key)
            .ifPresent(kind -> {
              head(entry)
                  .ifPresent(head ->
                      head.getRevisionsList()
                          .forEach(number -> keys.add(kind.revision(head.getName(), number))));
            }));
    return keys;
  }

  private Optional<HeadRecord> head(Entry entry) {
    return Records.readable(store, CacheName.DESIRED, entry, HeadRecord.parser(), head -> head);
  }

  /** One that cannot be read is passed over, and named in the file. */
  private void write(CacheName cache, Entry entry, ExportWriter file) throws IOException {
    Map<String, Object> value;
    try {
      value = Exported.yaml(cache, entry);
    } catch (StoreCorrupt e) {
      store.damaged().found(cache, entry, String.valueOf(e.getMessage()));
      file.skipped(cache, entry.key());
      return;
    }
    file.record(cache, entry.key(), value);
  }

  /** Those that are still there; tells how many that are. */
  private int write(CacheName cache, Collection<String> keys, ExportWriter file)
      throws IOException {
    int written = 0;
    List<String> next = new ArrayList<>(AT_ONCE);
    for (String key : keys) {
      next.add(key);
      if (next.size() == AT_ONCE) {
        written += writeAll(cache, next, file);
        next.clear();
      }
    }
    return written + writeAll(cache, next, file);
  }

  private int writeAll(CacheName cache, List<String> keys, ExportWriter file) throws IOException {
    if (keys.isEmpty()) {
      return 0;
    }
    Map<String, Entry> found = new TreeMap<>(store.getAll(cache, keys));
    for (Entry entry : found.values()) {
      write(cache, entry, file);
    }
    return found.size();
  }
}
