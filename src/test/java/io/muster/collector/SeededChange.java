package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Changes one thing in an effective config that was offered: a component, a value, a member of a
 * pipeline, the order of processors, an OTTL statement.
 */
final class SeededChange {

  enum Kind {
    COMPONENT,
    VALUE,
    MEMBER,
    ORDER,
    STATEMENT
  }

  /** A place in a config at which a kind of change can be made. */
  record Place(Kind kind, List<String> path) {}

  private static final Set<String> SECTIONS =
      Set.of("receivers", "processors", "exporters", "connectors", "extensions");
  private static final Set<String> OTTL =
      Set.of("statements", "conditions", "span", "log_record", "datapoint");

  private final List<Place> places = new ArrayList<>();

  /** What of an effective config can be changed so that something offered is concerned. */
  SeededChange(Mapping offered, Mapping effective) {

    collect(offered, effective, List.of());
  }

  List<Place> places() {
    return places;
  }

  private void collect(YamlValue wanted, YamlValue found, List<String> path) {
    if (path.size() == 2 && SECTIONS.contains(path.getFirst())) {
      places.add(new Place(Kind.COMPONENT, path));
    }
    if (path.size() == 4 && path.getFirst().equals("service") && path.get(1).equals("pipelines")) {
      if (found instanceof Listing list && !list.items().isEmpty()) {
        places.add(new Place(Kind.MEMBER, path));
        if (path.getLast().equals("processors") && list.items().size() > 1) {
          places.add(new Place(Kind.ORDER, path));
        }
      }
      return;
    }
    switch (wanted) {
      case Scalar scalar when !scalar.nothing() && found instanceof Scalar ->
          places.add(new Place(statement(path) ? Kind.STATEMENT : Kind.VALUE, path));
      case Scalar _ -> {}
      case Listing list when found instanceof Listing other -> {
        for (int i = 0; i < Math.min(list.items().size(), other.items().size()); i++) {
          collect(list.items().get(i), other.items().get(i), with(path, Integer.toString(i)));
        }
        if (list.items().size() > 0
            && list.items().getFirst() instanceof Scalar
            && other.items().size() > 0
            && other.items().getFirst() instanceof Mapping) {
          // Flat statements, written as a group.
          groups(other, path);
        }
      }
      case Listing _ -> {}
      case Mapping mapping when found instanceof Mapping other ->
          mapping
              .entries()
              .forEach((key, entry) -> {
                Entry there = other.entries().get(key);
                if (there != null) {
                  collect(entry.value(), there.value(), with(path, key));
                }
              });
      case Mapping _ -> {}
    }
  }

  private void groups(Listing found, List<String> path) {
    for (int i = 0; i < found.items().size(); i++) {
      if (found.items().get(i) instanceof Mapping group) {
        for (String key : List.of("statements", "conditions")) {
          if (group.entries().get(key) instanceof Entry(var _, Listing texts)) {
            for (int j = 0; j < texts.items().size(); j++) {
              places.add(
                  new Place(
                      Kind.STATEMENT,
                      with(with(with(path, Integer.toString(i)), key), Integer.toString(j))));
            }
          }
        }
      }
    }
  }

  private static boolean statement(List<String> path) {
    return path.size() > 2 && OTTL.contains(path.get(path.size() - 2));
  }

  private static List<String> with(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  /** The config with the change in it. */
  static Mapping apply(Place place, Mapping effective, Random random) {
    return (Mapping) changed(effective, place, 0, random);
  }

  private static YamlValue changed(YamlValue value, Place place, int depth, Random random) {
    if (depth == place.path().size()) {
      return change(value, place.kind(), random);
    }
    String step = place.path().get(depth);
    boolean last = depth == place.path().size() - 1;
    if (value instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach((key, entry) -> {
            if (!key.equals(step)) {
              entries.put(key, entry);
            } else if (!last || place.kind() != Kind.COMPONENT) {
              entries.put(
                  key, new Entry(entry.key(), changed(entry.value(), place, depth + 1, random)));
            } else if (random.nextBoolean()) {
              entries.put(key + "/renamed", entry);
            }
          });
      return new Mapping(mapping.place(), entries);
    }
    Listing list = (Listing) value;
    List<YamlValue> items = new ArrayList<>(list.items());
    int index = Integer.parseInt(step);
    items.set(index, changed(items.get(index), place, depth + 1, random));
    return new Listing(list.place(), items);
  }

  private static YamlValue change(YamlValue value, Kind kind, Random random) {
    return switch (kind) {
      case COMPONENT -> throw new IllegalStateException("changed where it is held");
      case VALUE -> other((Scalar) value);
      case STATEMENT -> {
        Scalar scalar = (Scalar) value;
        yield with(
            scalar,
            random.nextBoolean() ? scalar.text() + " " + "where true" : "x" + scalar.text());
      }
      case MEMBER -> {
        List<YamlValue> items = new ArrayList<>(((Listing) value).items());
        int at = random.nextInt(items.size());
        switch (random.nextInt(3)) {
          case 0 -> items.remove(at);
          case 1 -> items.add(at, with((Scalar) items.get(at), "another"));
          default -> items.set(at, with((Scalar) items.get(at), "another/one"));
        }
        yield new Listing(value.place(), items);
      }
      case ORDER -> {
        List<YamlValue> items = new ArrayList<>(((Listing) value).items());
        int at = random.nextInt(items.size() - 1);
        Collections.swap(items, at, at + 1);
        yield new Listing(value.place(), items);
      }
    };
  }

  /** Of the same type, as somebody would who edits it. */
  private static Scalar other(Scalar scalar) {
    String text = scalar.text();
    if (text.equals("true") || text.equals("false")) {
      return with(scalar, text.equals("true") ? "false" : "true");
    }
    if (text.matches("\\d+")) {
      return with(scalar, text.equals("7") ? "8" : "7");
    }
    return with(scalar, text.matches("\\d.*[smh]") ? "7m7s" : text + "-changed");
  }

  private static Scalar with(Scalar scalar, String text) {
    return new Scalar(scalar.place(), text, false, scalar.inside());
  }
}
