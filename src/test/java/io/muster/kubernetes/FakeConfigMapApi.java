package io.muster.kubernetes;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConfigMapApi} in memory, for tests: watches are told at once, on the caller's thread.
 */
final class FakeConfigMapApi implements ConfigMapApi {

  /** Something that was told by an Event. */
  record Told(String about, boolean warning, String reason, String message) {}

  private record Watcher(String namespace, Consumer<ConfigMapChange> changes) {}

  private final Map<ConfigMapKey, SourceConfigMap> maps =
      new TreeMap<>(java.util.Comparator.comparing(ConfigMapKey::toString));
  private final Set<ConfigMapKey> unselected = new HashSet<>();
  private final List<Watcher> watchers = new ArrayList<>();
  final List<Told> told = new ArrayList<>();
  final Map<String, Integer> calls = new HashMap<>();
  private long version = 100;
  private long uids;

  /** Thrown by every call but {@link #close}; null for none. */
  @Nullable ApiFailure failing;

  /** Thrown by what writes; null for none. */
  @Nullable ApiFailure refusingWrites;

  /** Makes or changes one. */
  SourceConfigMap put(String name, Map<String, String> annotations, Map<String, String> data) {
    ConfigMapKey key = new ConfigMapKey("telemetry", name);
    Map<String, ByteString> files = new HashMap<>();
    data.forEach((file, text) -> files.put(file, ByteString.copyFromUtf8(text)));
    return put(key, annotations, files, Set.of());
  }

  SourceConfigMap put(
      ConfigMapKey key,
      Map<String, String> annotations,
      Map<String, ByteString> files,
      Set<String> binary) {
    SourceConfigMap before = maps.get(key);
    Map<String, String> all = new HashMap<>(annotations);
    String status = before == null ? null : before.annotations().get(Annotations.STATUS);
    if (status != null) {
      all.put(Annotations.STATUS, status);
    }
    SourceConfigMap made =
        new SourceConfigMap(
            key,
            before == null ? "uid-" + ++uids : before.uid(),
            Long.toString(++version),
            all,
            files,
            binary);
    maps.put(key, made);
    tell(key.namespace(), new ConfigMapChange.Put(made));
    return made;
  }

  void delete(String name) {
    ConfigMapKey key = new ConfigMapKey("telemetry", name);
    maps.remove(key);
    tell(key.namespace(), new ConfigMapChange.Gone(key, Long.toString(++version)));
  }

  /** Takes the label off. */
  void unselect(String name) {
    ConfigMapKey key = new ConfigMapKey("telemetry", name);
    unselected.add(key);
    tell(key.namespace(), new ConfigMapChange.Gone(key, Long.toString(++version)));
  }

  /** Puts the label on again. */
  void select(String name) {
    ConfigMapKey key = new ConfigMapKey("telemetry", name);
    unselected.remove(key);
    SourceConfigMap map = maps.get(key);
    if (map != null) {
      tell(key.namespace(), new ConfigMapChange.Put(map));
    }
  }

  /** Ends all watches like this. */
  void end(ConfigMapChange last) {
    List<Watcher> ended = List.copyOf(watchers);
    watchers.clear();
    ended.forEach(watcher -> watcher.changes().accept(last));
  }

  /** How often something was called. */
  int count(String what) {
    return calls.getOrDefault(what, 0);
  }

  int watches() {
    return watchers.size();
  }

  String status(String name) {
    SourceConfigMap map = maps.get(new ConfigMapKey("telemetry", name));
    return map == null ? "" : map.annotations().getOrDefault(Annotations.STATUS, "");
  }

  private void tell(String namespace, ConfigMapChange change) {
    List.copyOf(watchers).stream()
        .filter(watcher -> watcher.namespace().equals(namespace))
        .forEach(watcher -> watcher.changes().accept(change));
  }

  private void called(String what) {
    calls.merge(what, 1, Integer::sum);
    if (failing != null) {
      throw failing;
    }
  }

  @Override
  public List<String> ownNamespaces() {
    return List.of("telemetry");
  }

  @Override
  public Page list(String namespace, String from) {
    called("list");
    return new Page(
        maps.values().stream()
            .filter(map -> map.key().namespace().equals(namespace))
            .filter(map -> !unselected.contains(map.key()))
            .toList(),
        Long.toString(version),
        "");
  }

  @Override
  public Optional<SourceConfigMap> get(ConfigMapKey key) {
    called("get");
    return Optional.ofNullable(maps.get(key)).filter(map -> !unselected.contains(key));
  }

  @Override
  public Watching watch(
      String namespace, String resourceVersion, Consumer<ConfigMapChange> changes) {
    called("watch");
    Watcher watcher = new Watcher(namespace, changes);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public void writeStatus(ConfigMapKey key, String status) {
    called("status");
    if (refusingWrites != null) {
      throw refusingWrites;
    }
    SourceConfigMap map = maps.get(key);
    if (map != null) {
      Map<String, String> annotations = new HashMap<>(map.annotations());
      annotations.put(Annotations.STATUS, status);
      SourceConfigMap made =
          new SourceConfigMap(
              key, map.uid(), Long.toString(++version), annotations, map.files(), map.binary());
      maps.put(key, made);
      if (!unselected.contains(key)) {
        tell(key.namespace(), new ConfigMapChange.Put(made));
      }
    }
  }

  @Override
  public void tell(SourceConfigMap about, boolean warning, String reason, String message) {
    called("event");
    if (refusingWrites != null) {
      throw refusingWrites;
    }
    told.add(new Told(about.key().toString(), warning, reason, message));
  }

  @Override
  public void close() {
    watchers.clear();
  }
}
