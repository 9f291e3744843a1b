package io.muster.store.export;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.config.StateExport;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
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
        file.record(cache.getKey(), entry.key(), Exported.yaml(cache.getKey(), entry));
      }
    }
    Collection<String> revisions =
        revisions(moment.getOrDefault(CacheName.DESIRED, new TreeMap<>()));
    if (write(CacheName.REVISIONS, revisions, file) < revisions.size()) {
      throw new StoreUnavailable(
          StoreUnavailable.Reason.IO,
          "A revision of a config or rule set is gone: it was deleted during the export. Try again.");
    }
    for (CacheName cache : Exported.BY_AGENT) {
      Collection<String> keys = new TreeSet<>();
      store.scan(cache, AT_ONCE, entry -> keys.add(entry.key()));
      write(cache, keys, file);
    }
    file.end();
    out.flush();
    LOG.infof("event=state_exported records=%d", file.records());
  }

  /** Their keys alone: the bodies may be large. */
  private static Collection<String> revisions(Map<String, Entry> desired) {
    Collection<String> keys = new TreeSet<>();
    desired.forEach((key, entry) ->
        RevisionKeys.ofHead(key)
            .ifPresent(kind -> {
              HeadRecord head = head(entry);
              head.getRevisionsList()
                  .forEach(number -> keys.add(kind.revision(head.getName(), number)));
            }));
    return keys;
  }

  private static HeadRecord head(Entry entry) {
    try {
      return HeadRecord.parseFrom(entry.value());
    } catch (InvalidProtocolBufferException e) {
      throw new StoreCorrupt("The record '" + entry.key() + "' cannot be read.", e);
    }
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
      file.record(cache, entry.key(), Exported.yaml(cache, entry));
    }
    return found.size();
  }
}
