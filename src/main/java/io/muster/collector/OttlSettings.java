package io.muster.collector;

import io.muster.collector.CollectorConfig.Component;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.ottl.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Checks the statements of transform processors and the conditions of filter processors. Immutable.
 */
final class OttlSettings implements SettingsCheck {

  private static final String ERROR_MODE = "error_mode";
  private static final Set<String> ERROR_MODES = Set.of("ignore", "silent", "propagate");

  /** Keys of the filter processor whose conditions all work on one context, and that context. */
  private static final Map<String, Map<String, String>> FILTERS =
      Map.of(
          "traces", Map.of("resource", "resource", "span", "span", "spanevent", "spanevent"),
          "metrics", Map.of("resource", "resource", "metric", "metric", "datapoint", "datapoint"),
          "logs", Map.of("resource", "resource", "log_record", "log"),
          "profiles", Map.of("resource", "resource", "profile", "profile"));

  /** What the filter processor could do before there were conditions; not looked at. */
  private static final Set<String> OLDER = Set.of("spans", "include", "exclude", "regexp");

  /** The version 0.x since which groups of the transform processor may share their cache. */
  private static final int SHARED_CACHE = 160;

  @Override
  public boolean check(Component component, Distribution distribution, Findings findings) {
    String type = component.id().type();
    boolean transform = type.equals("transform");
    if (component.kind() != ComponentKind.PROCESSOR || !(transform || type.equals("filter"))) {
      return false;
    }
    if (!(component.settings() instanceof Mapping settings)) {
      return component.settings().nothing();
    }
    OttlTexts texts = new OttlTexts(OttlVersions.of(distribution), findings);
    if (transform) {
      transform(settings, component.path(), groupKeys(distribution), texts);
    } else {
      filter(settings, component.path(), texts);
    }
    return texts.complete();
  }

  private static Set<String> groupKeys(Distribution distribution) {
    Set<String> keys = new TreeSet<>(Set.of("context", "conditions", "statements", ERROR_MODE));
    if (distribution.minor().orElse(SHARED_CACHE) >= SHARED_CACHE) {
      keys.add("shared_cache");
    }
    return keys;
  }

  private static void transform(
      Mapping settings, YamlPath path, Set<String> groupKeys, OttlTexts texts) {
    Set<String> known = keys(Signal::statementsKey);
    known.add("flatten_data");
    settings
        .entries()
        .forEach((key, entry) -> {
          YamlPath at = path.with(key);
          Optional<Signal> signal = signal(Signal::statementsKey, key);
          if (signal.isPresent()) {
            groups(
                entry.value(),
                at,
                true,
                texts,
                (flat, where) -> texts.group(signal.get(), null, null, flat, where),
                (group, where) -> {
                  others(group, where, groupKeys, texts);
                  texts.group(
                      signal.get(),
                      group.entries().get("context"),
                      value(group, "conditions"),
                      value(group, "statements"),
                      where);
                });
          } else {
            other(key, entry, at, known, texts);
          }
        });
  }

  private static void filter(Mapping settings, YamlPath path, OttlTexts texts) {
    Set<String> known = keys(Signal::conditionsKey);
    known.addAll(FILTERS.keySet());
    known.addAll(OLDER);
    settings
        .entries()
        .forEach((key, entry) -> {
          YamlPath at = path.with(key);
          Optional<Signal> signal = signal(Signal::conditionsKey, key);
          Map<String, String> contexts = FILTERS.get(key);
          if (signal.isPresent()) {
            groups(
                entry.value(),
                at,
                false,
                texts,
                (flat, where) -> texts.conditions(signal.get(), null, flat, where),
                (group, where) -> {
                  others(group, where, Set.of("context", "conditions", ERROR_MODE), texts);
                  texts.conditions(
                      signal.get(),
                      group.entries().get("context"),
                      value(group, "conditions"),
                      where);
                });
          } else if (contexts != null && entry.value() instanceof Mapping mapping) {
            byContext(mapping, contexts, at, texts);
          } else if (contexts != null || OLDER.contains(key)) {
            texts.skip(entry.value());
          } else {
            other(key, entry, at, known, texts);
          }
        });
  }

  private static void byContext(
      Mapping mapping, Map<String, String> contexts, YamlPath path, OttlTexts texts) {
    Set<String> known = new TreeSet<>(contexts.keySet());
    known.addAll(OLDER);
    mapping
        .entries()
        .forEach((key, entry) -> {
          String context = contexts.get(key);
          if (context != null) {
            texts.of(
                entry.value(),
                path.with(key),
                (check, located) -> check.conditions(context, located));
          } else if (OLDER.contains(key)) {
            texts.skip(entry.value());
          } else {
            other(key, entry, path.with(key), known, texts);
          }
        });
  }

  private interface Part<T> {
    void read(T value, YamlPath path);
  }

  /**
   * Either texts, or groups of texts.
   *
   * @param behind whether texts are taken behind groups, but not before
   */
  private static void groups(
      YamlValue value,
      YamlPath path,
      boolean behind,
      OttlTexts texts,
      Part<Listing> flat,
      Part<Mapping> group) {
    if (value.unknown()) {
      texts.skip(value);
      return;
    }
    if (!(value instanceof Listing list)) {
      texts.error(
          value.place(),
          path,
          "here is " + value.what() + ", expected a list of texts or of groups of them",
          "begin each item with '- '");
      return;
    }
    List<YamlValue> plain = new ArrayList<>();
    boolean groups = false;
    int index = 0;
    for (YamlValue item : list.items()) {
      YamlPath at = path.with(index++);
      boolean isGroup = item instanceof Mapping mapping && OttlTexts.likelyGroup(mapping);
      if (isGroup ? !plain.isEmpty() : item instanceof Scalar && groups && !behind) {
        texts.error(
            item.place(),
            at,
            "texts and groups of texts are mixed",
            "write all of them as groups, or none");
      } else if (isGroup) {
        groups = true;
        group.read((Mapping) item, at);
      } else {
        plain.add(item);
      }
    }
    flat.read(new Listing(list.place(), plain), path);
  }

  private static void others(Mapping group, YamlPath path, Set<String> known, OttlTexts texts) {
    group.entries().forEach((key, entry) -> other(key, entry, path.with(key), known, texts));
  }

  /** A key that has no statements. */
  private static void other(
      String key, Entry entry, YamlPath path, Set<String> known, OttlTexts texts) {
    if (key.equals(ERROR_MODE)) {
      if (entry.value() instanceof Scalar mode
          && !mode.unknown()
          && !ERROR_MODES.contains(mode.text().toLowerCase(Locale.ROOT))) {
        texts.error(
            mode.place(),
            path,
            "'" + mode.text() + "' is no error mode",
            "there are ignore, silent and propagate");
      }
    } else if (!known.contains(key)) {
      texts.unknownKey(key, entry.key(), path, known);
    }
  }

  private static YamlValue value(Mapping mapping, String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? new Scalar(mapping.place(), "", true, mapping.place()) : entry.value();
  }

  private static Set<String> keys(Function<Signal, String> key) {
    Set<String> keys = new TreeSet<>(Set.of(ERROR_MODE));
    Arrays.stream(Signal.values()).map(key).forEach(keys::add);
    return keys;
  }

  private static Optional<Signal> signal(Function<Signal, String> key, String word) {
    return Arrays.stream(Signal.values())
        .filter(signal -> key.apply(signal).equals(word))
        .findFirst();
  }
}
