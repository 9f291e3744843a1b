package io.muster.collector;

import io.muster.agent.ConfigComparison.Differs;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds settings as they were offered against those that a collector writes: typed, in its normal
 * form, with its defaults. Tells the first difference. For one comparison; linear in what was
 * offered.
 */
final class SettingsComparison {

  private static final String ENABLED = "enabled";

  private final NotComparedCount count;

  SettingsComparison(NotComparedCount count) {
    this.count = count;
  }

  /** The first difference; null if there is none. */
  @Nullable Differs compare(YamlValue wanted, YamlValue found, YamlPath path) {
    if (empty(wanted)) {
      if (!empty(found)) {
        count.byDefault();
      }
      return null;
    }
    if (found instanceof Scalar scalar && !(wanted instanceof Scalar) && hidden(scalar)) {
      return null;
    }
    return switch (wanted) {
      case Scalar scalar -> scalar(scalar, found, path);
      case Mapping mapping -> mapping(mapping, found, path);
      case Listing list -> list(list, found, path);
    };
  }

  /** Whether an agent that was offered this may run whatever it likes: null, `{}`, `[]`. */
  static boolean empty(YamlValue value) {
    return switch (value) {
      case Scalar scalar -> scalar.nothing();
      case Mapping mapping -> mapping.entries().isEmpty();
      case Listing list -> list.items().isEmpty();
    };
  }

  private boolean hidden(Scalar found) {
    Holes holes = Holes.of(found.text());
    if (holes.only()) {
      count.holes(holes, holes);
    }
    return holes.only();
  }

  private @Nullable Differs scalar(Scalar wanted, YamlValue found, YamlPath path) {
    Holes offered = Holes.of(wanted.text());
    if (offered.only()) {
      count.holes(offered, offered);
      if (found instanceof Scalar scalar) {
        count.seen(Holes.of(scalar.text()));
      }
      return null;
    }
    return switch (found) {
      case Scalar scalar -> scalars(wanted, offered, scalar, path);
      case Listing list -> {
        // A collector takes texts apart by commas where it wants a list.
        List<String> parts = List.of(wanted.text().split(",", -1));
        if (parts.size() != list.items().size()) {
          yield differs(wanted, found, path);
        }
        for (int i = 0; i < parts.size(); i++) {
          Differs difference =
              compare(
                  new Scalar(wanted.place(), parts.get(i).strip(), false, wanted.inside()),
                  list.items().get(i),
                  path);
          if (difference != null) {
            yield differs(wanted, found, path);
          }
        }
        yield null;
      }
      case Mapping mapping -> {
        if (mapping.entries().isEmpty()) {
          // Types that have no form of their own are written as {}.
          count.byDefault();
          yield null;
        }
        yield StanzaField.same(wanted.text(), mapping) ? null : differs(wanted, found, path);
      }
    };
  }

  private @Nullable Differs scalars(Scalar wanted, Holes offered, Scalar found, YamlPath path) {
    if (found.nothing()) {
      if (ScalarForms.zero(wanted.text())) {
        count.byDefault();
        return null;
      }
      return differs(wanted, found, path);
    }
    if (wanted.text().equals(found.text())) {
      count.seen(offered);
      return null;
    }
    Holes runs = Holes.of(found.text());
    if (offered.any() || runs.any()) {
      boolean fits =
          (offered.any() && runs.any())
              || (offered.any() ? offered.fits(found.text()) : runs.fits(offered.plain()));
      if (fits) {
        count.holes(offered, runs);
      }
      return fits ? null : differs(wanted, found, path);
    }
    return ScalarForms.same(wanted.text(), found.text(), path)
            || ScalarForms.same(offered.plain(), found.text(), path)
        ? null
        : differs(wanted, found, path);
  }

  private @Nullable Differs mapping(Mapping wanted, YamlValue found, YamlPath path) {
    return switch (found) {
      case Mapping mapping -> mappings(wanted, mapping, path);
      case Listing list -> {
        Mapping pairs = ListForms.pairs(list);
        yield pairs == null ? differs(wanted, found, path) : exactly(wanted, pairs, path);
      }
      case Scalar scalar -> {
        if (scalar.nothing() && leftOut(wanted)) {
          count.byDefault();
          yield null;
        }
        yield differs(wanted, found, path);
      }
    };
  }

  /** All keys are there, and no others: people choose them. */
  private @Nullable Differs exactly(Mapping wanted, Mapping found, YamlPath path) {
    for (Map.Entry<String, Entry> entry : wanted.entries().entrySet()) {
      Entry other = found.entries().get(entry.getKey());
      YamlPath here = path.with(entry.getKey());
      Differs difference =
          other == null
              ? differs(entry.getValue().value(), null, here)
              : compare(entry.getValue().value(), other.value(), here);
      if (difference != null) {
        return difference;
      }
    }
    for (Map.Entry<String, Entry> entry : found.entries().entrySet()) {
      if (!wanted.entries().containsKey(entry.getKey())) {
        return new Differs(
            Shown.of(path.with(entry.getKey())), "", Shown.of(entry.getValue().value()));
      }
    }
    return null;
  }

  private @Nullable Differs mappings(Mapping wanted, Mapping found, YamlPath path) {
    Mapping inner = StanzaField.unwrapped(wanted, found);
    for (Map.Entry<String, Entry> entry : wanted.entries().entrySet()) {
      String key = entry.getKey();
      YamlValue value = entry.getValue().value();
      Entry other = inner.entries().get(key);
      Differs difference =
          AgentAdditions.masked(path, key)
              ? null
              : other == null
                  ? absent(key, value, wanted, inner, path.with(key))
                  : compare(value, other.value(), path.with(key));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  /**
   * A key that the collector does not write may be one that it never writes, or writes elsewhere.
   */
  private @Nullable Differs absent(
      String key, YamlValue value, Mapping wanted, Mapping found, YamlPath path) {
    boolean structure = !wanted.entries().keySet().containsAll(found.entries().keySet());
    boolean never =
        leftOut(value)
            || (key.equals(ENABLED) && value instanceof Scalar)
            || (structure && !WrittenKeys.unlessZero(key, value, found));
    if (!never || WrittenKeys.presenceCounts(path)) {
      return differs(value, null, path);
    }
    count.byDefault();
    return null;
  }

  /** Whether all of it is what collectors leave out: nothing, zeros, sections that are off. */
  private static boolean leftOut(YamlValue value) {
    return switch (value) {
      case Scalar scalar ->
          scalar.nothing() || ScalarForms.zero(scalar.text()) || Holes.of(scalar.text()).only();
      case Listing list -> list.items().isEmpty();
      case Mapping mapping ->
          mapping.entries().values().stream().allMatch(entry -> leftOut(entry.value()))
              || (mapping.entries().get(ENABLED)
                      instanceof Entry(var _, Scalar(var _, var text, var _, var _))
                  && text.equalsIgnoreCase("false"));
    };
  }

  private @Nullable Differs list(Listing wanted, YamlValue found, YamlPath path) {
    return switch (found) {
      case Listing list -> lists(wanted, list, path);
      case Mapping mapping -> {
        Mapping pairs = ListForms.pairs(wanted);
        yield pairs == null ? differs(wanted, found, path) : exactly(pairs, mapping, path);
      }
      case Scalar scalar ->
          wanted.items().size() == 1 && !scalar.nothing()
              ? compare(wanted.items().getFirst(), scalar, path)
              : differs(wanted, found, path);
    };
  }

  private @Nullable Differs lists(Listing wanted, Listing found, YamlPath path) {
    Mapping offered = ListForms.pairs(wanted);
    Mapping runs = offered == null ? null : ListForms.pairs(found);
    if (offered != null && runs != null) {
      return exactly(offered, runs, path);
    }
    List<YamlValue> one = ListForms.grouped(wanted.items(), found.items());
    List<YamlValue> other = ListForms.ungrouped(one, found.items());
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      YamlPath here = path.with(i);
      Differs difference =
          i >= one.size()
              ? new Differs(Shown.of(here), "", Shown.of(other.get(i)))
              : i >= other.size()
                  ? differs(one.get(i), null, here)
                  : compare(one.get(i), other.get(i), here);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  static Differs differs(YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    return new Differs(Shown.of(path), Shown.of(wanted), Shown.of(found));
  }
}
