package io.muster.store.export;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads an export, one document at a time. */
final class ExportFile {

  static final String KIND = "muster";
  static final String KIND_VALUE = "export";
  static final String VERSION = "version";
  static final int CURRENT = 1;
  static final String CACHE = "cache";
  static final String KEY = "key";
  static final String VALUE = "value";
  static final String END = "end";
  static final String RECORDS = "records";

  private static final String AGAIN = " Export again, and give the whole file.";

  /** A record of the file. */
  record Item(CacheName cache, String key, DynamicMessage value) {}

  private final Path path;

  ExportFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the file from the beginning to its end.
   *
   * @return records read
   * @throws CannotOpenStore if it is not an export, damaged, cut off, or of a newer version
   */
  int read(Consumer<Item> each) {
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      return documents(new Load(settings()).loadAllFromReader(reader), each);
    } catch (MalformedInputException e) {
      throw refused("is not UTF-8." + AGAIN);
    } catch (IOException e) {
      throw refused("cannot be read: " + e + ". Name a file that this user may read.");
    } catch (YamlEngineException e) {
      throw refused("is not YAML: " + e.getMessage() + "." + AGAIN);
    }
  }

  private LoadSettings settings() {
    return LoadSettings.builder()
        .setLabel(path.toString())
        .setAllowDuplicateKeys(false)
        .setMaxAliasesForCollections(0)
        // Of one document: a record has at most 64 MiB, and twice that in hexadecimal digits
        .setCodePointLimit(Integer.MAX_VALUE)
        .build();
  }

  private int documents(Iterable<?> documents, Consumer<Item> each) {
    int records = 0;
    boolean begun = false;
    boolean ended = false;
    for (Object document : documents) {
      if (ended || !(document instanceof Map<?, ?> map)) {
        throw refused("has something else than records after record " + records + "." + AGAIN);
      }
      if (!begun) {
        begin(map);
        begun = true;
      } else if (map.get(END) instanceof Map<?, ?> end) {
        end(end, records);
        ended = true;
      } else {
        each.accept(item(map, records + 1));
        records++;
      }
    }
    if (!ended) {
      throw refused("ends after record " + records + " without saying so: it was cut off." + AGAIN);
    }
    return records;
  }

  private void begin(Map<?, ?> map) {
    if (!KIND_VALUE.equals(map.get(KIND))) {
      throw refused("does not begin as an export of Muster does. Make one with 'muster export'.");
    }
    if (!(map.get(VERSION) instanceof Integer version) || version != CURRENT) {
      throw refused(
          "is an export of version "
              + map.get(VERSION)
              + ", and this Muster reads version "
              + CURRENT
              + ". Import it into the Muster it is from, or a newer one.");
    }
  }

  private void end(Map<?, ?> end, int records) {
    if (!Integer.valueOf(records).equals(end.get(RECORDS))) {
      throw refused(
          "has " + records + " records, and says that it has " + end.get(RECORDS) + "." + AGAIN);
    }
  }

  private Item item(Map<?, ?> map, int number) {
    String name = text(map.get(CACHE));
    String key = text(map.get(KEY));
    String where = "record " + number + " (" + name + " " + key + ")";
    for (CacheName cache : Exported.CACHES) {
      if (cache.text().equals(name)) {
        Descriptor type =
            Exported.type(cache, key)
                .orElseThrow(
                    () -> refused("has in " + where + " what this version does not know." + AGAIN));
        try {
          return new Item(cache, key, YamlRecord.of(type, map.get(VALUE), VALUE));
        } catch (IllegalArgumentException e) {
          throw refused("has a mistake in " + where + ": " + e.getMessage() + "." + AGAIN);
        }
      }
    }
    throw refused("has in " + where + " what this version does not know." + AGAIN);
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "?";
  }

  CannotOpenStore refused(String why) {
    return new CannotOpenStore("The import file " + path.toAbsolutePath() + " " + why);
  }
}
