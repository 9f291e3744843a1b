package io.muster.plan;

import io.muster.config.ConfigName;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which set of manifests each thing belongs to. All sets are one record, so that two of them cannot
 * claim one thing at the same moment.
 *
 * @param sets by name, in this order
 */
public record ManifestSets(Map<String, Members> sets) {

  /** Most sets. */
  public static final int MAX_SETS = 1_000;

  /** Most things in all sets together. */
  public static final int MAX_MEMBERS = 20_000;

  /** Before there was any. */
  public static final ManifestSets NONE = new ManifestSets(Map.of());

  /**
   * The things of a set.
   *
   * @param all in the order in which they are applied
   * @param changedBy an operator's name
   */
  public record Members(Set<ManifestId> all, Instant changedAt, String changedBy) {
    public Members {
      all = Collections.unmodifiableSet(new TreeSet<>(all));
    }
  }

  public ManifestSets {
    sets = Collections.unmodifiableMap(new TreeMap<>(sets));
    if (sets.size() > MAX_SETS) {
      throw new InvalidInput("there are " + MAX_SETS + " sets of manifests, which is the limit");
    }
    if (sets.values().stream().mapToInt(set -> set.all().size()).sum() > MAX_MEMBERS) {
      throw new InvalidInput(
          "there are " + MAX_MEMBERS + " things in sets of manifests, which is the limit");
    }
  }

  /** Says no to a name that no set can have. */
  public static void checkName(String name) {
    ConfigName.check("set", name);
  }

  /** What a set has; nothing if there is none of this name. */
  public Set<ManifestId> members(String set) {
    Members found = sets.get(set);
    return found == null ? Set.of() : found.all();
  }

  /** The set that a thing belongs to. */
  public Optional<String> owner(ManifestId id) {
    return sets.entrySet().stream()
        .filter(set -> set.getValue().all().contains(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The same with exactly these things in a set, and in no other; without things it is gone. */
  ManifestSets with(String set, Collection<ManifestId> things, Instant now, String by) {
    Map<String, Members> changed = new TreeMap<>();
    sets.forEach((name, members) -> {
      if (!name.equals(set)) {
        keep(changed, name, members, things);
      }
    });
    if (!things.isEmpty()) {
      Members before = sets.get(set);
      Members after = new Members(Set.copyOf(things), now, by);
      changed.put(set, before != null && before.all().equals(after.all()) ? before : after);
    }
    return new ManifestSets(changed);
  }

  /** The same without a thing that is gone. */
  ManifestSets without(ManifestId gone) {
    Map<String, Members> changed = new TreeMap<>();
    sets.forEach((name, members) -> keep(changed, name, members, Set.of(gone)));
    return new ManifestSets(changed);
  }

  private static void keep(
      Map<String, Members> changed, String name, Members members, Collection<ManifestId> taken) {
    if (Collections.disjoint(members.all(), taken)) {
      changed.put(name, members);
      return;
    }
    Set<ManifestId> rest = new TreeSet<>(members.all());
    rest.removeAll(Set.copyOf(taken));
    if (!rest.isEmpty()) {
      changed.put(name, new Members(rest, members.changedAt(), members.changedBy()));
    }
  }
}
