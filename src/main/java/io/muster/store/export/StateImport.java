package io.muster.store.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.StoreUnavailable;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import io.muster.store.export.ExportFile.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings an export into a store that is still empty, before anything else reads it. The whole file
 * is read and compared first, so that a refused import has written nothing. What an earlier import
 * of the same file left half done is completed; when it was completed, nothing is done again, so
 * that the option may stay on the command line.
 */
public final class StateImport {

  private static final Logger LOG = Logger.getLogger(StateImport.class);
  private static final int AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 8L << 20;

  private final KeyValueStore store;
  private final Path path;
  private final InstantSource clock;

  private StateImport(KeyValueStore store, Path path, InstantSource clock) {
    this.store = store;
    this.path = path;
    this.clock = clock;
  }

  /**
   * Imports the file, once.
   *
   * @throws CannotOpenStore if the file is not a whole export, the store holds something else or is
   *     in use, or does not answer
   */
  public static void run(KeyValueStore store, Path path, InstantSource clock) {
    StateImport work = new StateImport(store, path, clock);
    try {
      work.run();
    } catch (StoreUnavailable e) {
      throw new CannotOpenStore(
          "The import of "
              + path.toAbsolutePath()
              + " did not come to its end, because the store fails: "
              + e.getMessage()
              + " Start again with the same file: what is written already stays.");
    }
  }

  private void run() {
    ExportFile file = new ExportFile(path);
    String mark = Exported.IMPORTED + digest(file);
    if (store.get(CacheName.DESIRED, mark).isPresent()) {
      LOG.infof("event=import_skipped file=%s reason=\"imported before\"", path);
      return;
    }
    refuseWhileInUse();
    Map<CacheName, Set<String>> keys = new EnumMap<>(CacheName.class);
    Exported.CACHES.forEach(cache -> keys.put(cache, new HashSet<>()));
    inBatches(
        file,
        batch -> {
          batch.forEach(item -> {
            if (!keys.getOrDefault(item.cache(), Set.of()).add(item.key())) {
              throw file.refused("has the record '" + item.key() + "' twice. Export again.");
            }
          });
          compare(batch);
        });
    keys.forEach(this::refuseOthers);
    int records = inBatches(file, this::write);
    Timestamp now = Records.timestamp(clock.instant());
    Writes.await(store.put(CacheName.DESIRED, mark, now.toByteString(), Lifespan.FOREVER));
    LOG.infof("event=state_imported file=%s records=%d", path, records);
  }

  private String digest(ExportFile file) {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw file.refused("cannot be read: " + e + ". Name a file that this user may read.");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has it
    }
  }

  /** Instances that run have read an empty store, and would not notice. */
  private void refuseWhileInUse() {
    other(CacheName.LEASES, Set.of())
        .ifPresent(lease -> {
          throw new CannotOpenStore(
              "The import of "
                  + path.toAbsolutePath()
                  + " is refused, because an instance runs on this store, or did a few seconds ago"
                  + " (lease '"
                  + lease
                  + "'). Stop all instances, import with one, then start the others.");
        });
  }

  /** A key of the cache that is not among these. */
  private Optional<String> other(CacheName cache, Set<String> keys) {
    AtomicReference<@Nullable String> found = new AtomicReference<>();
    store.scan(
        cache,
        AT_ONCE,
        entry -> {
          if (!keys.contains(entry.key())) {
            found.set(entry.key());
          }
        });
    return Optional.ofNullable(found.get());
  }

  private void compare(List<Item> batch) {
    Map<CacheName, List<String>> asked = new EnumMap<>(CacheName.class);
    batch.forEach(
        item -> asked.computeIfAbsent(item.cache(), cache -> new ArrayList<>()).add(item.key()));
    Map<CacheName, Map<String, Entry>> found = new HashMap<>();
    asked.forEach((cache, keys) -> found.put(cache, store.getAll(cache, keys)));
    for (Item item : batch) {
      Entry there = found.getOrDefault(item.cache(), Map.of()).get(item.key());
      if (there != null && !same(item, there)) {
        throw refused(item.cache(), item.key());
      }
    }
  }

  private static boolean same(Item item, Entry there) {
    return Exported.yaml(item.cache(), there).equals(RecordYaml.of(item.value(), Set.of()));
  }

  private void refuseOthers(CacheName cache, Set<String> keys) {
    other(cache, keys)
        .ifPresent(key -> {
          throw refused(cache, key);
        });
  }

  private CannotOpenStore refused(CacheName cache, String key) {
    return new CannotOpenStore(
        "The import of "
            + path.toAbsolutePath()
            + " is refused, because the store is not empty: it has '"
            + key
            + "' in '"
            + cache.text()
            + "', and not as in the file. Nothing was written. Import into an empty store.");
  }

  private void write(List<Item> batch) {
    List<CompletableFuture<WriteOutcome>> writes = new ArrayList<>();
    for (Item item : batch) {
      ByteString value = item.value().toByteString();
      writes.add(store.putIfAbsent(item.cache(), item.key(), value, Lifespan.FOREVER));
    }
    // There already: as in the file, which was seen before
    Writes.await(Writes.all(writes));
  }

  private static int inBatches(ExportFile file, Consumer<List<Item>> each) {
    List<Item> batch = new ArrayList<>();
    long[] bytes = new long[1];
    int records =
        file.read(item -> {
          batch.add(item);
          bytes[0] += item.value().getSerializedSize();
          if (batch.size() == AT_ONCE || bytes[0] > BYTES_AT_ONCE) {
            each.accept(List.copyOf(batch));
            batch.clear();
            bytes[0] = 0;
          }
        });
    each.accept(List.copyOf(batch));
    return records;
  }
}
