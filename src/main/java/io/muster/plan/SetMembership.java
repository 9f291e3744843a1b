package io.muster.plan;

import io.muster.config.Versioned;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to which set of manifests, and its labels. Blocks; throws the store's exception;
 * thread-safe.
 */
@Singleton
public final class SetMembership {

  private static final Logger LOG = Logger.getLogger(SetMembership.class);
  private static final int MAX_TRIES = 32;

  private final ManifestSetStore store;
  private final ManifestLabels labels;
  private final InstantSource clock;

  /** Over this store. */
  public SetMembership(ManifestSetStore store, ManifestLabels labels, InstantSource clock) {
    this.store = store;
    this.labels = labels;
    this.clock = clock;
  }

  /** What else manifests say of things beside what these are. */
  public ManifestLabels labels() {
    return labels;
  }

  /** All sets. */
  public ManifestSets read() {
    return store.read().map(Versioned::value).orElse(ManifestSets.NONE);
  }

  /** The set that a thing belongs to; null if to none. */
  public @Nullable String owner(ManifestKind kind, String name) {
    return read().owner(new ManifestId(kind, name)).orElse(null);
  }

  /**
   * Makes things part of a set, beside what it has; nothing is changed if one of them belongs to
   * another set and may not be taken over.
   *
   * @return what belongs to another, as `config prod belongs to set a`; empty if it was done
   */
  Optional<String> claim(OfSet set, Collection<ManifestId> things, String by) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ManifestSets> stored = store.read().orElse(null);
      ManifestSets before = stored == null ? ManifestSets.NONE : stored.value();
      Optional<String> foreign =
          things.stream().flatMap(thing -> foreign(before, set, thing).stream()).findFirst();
      if (foreign.isPresent()) {
        return foreign;
      }
      Set<ManifestId> all = new TreeSet<>(before.members(set.name()));
      all.addAll(things);
      if (write(stored, before.with(set.name(), all, clock.instant(), by))) {
        return Optional.empty();
      }
    }
    return Optional.of("others change the sets all the time");
  }

  /** That a thing belongs to another set; empty if it does not, or may be taken over. */
  static Optional<String> foreign(ManifestSets sets, OfSet set, ManifestId thing) {
    return set.takeOver()
        ? Optional.empty()
        : sets.owner(thing)
            .filter(owner -> !owner.equals(set.name()))
            .map(owner -> thing + " belongs to set '" + owner + "'");
  }

  /** Takes things out of a set, because they are gone or nobody asks for them there any more. */
  void release(String set, Collection<ManifestId> things, String by) {
    change(before -> {
      Set<ManifestId> rest = new TreeSet<>(before.members(set));
      rest.removeAll(Set.copyOf(things));
      return before.with(set, rest, clock.instant(), by);
    });
  }

  /** A thing was deleted by itself: one that is made anew belongs to nobody, and has no labels. */
  public void forget(ManifestKind kind, String name) {
    labels.forget(new ManifestId(kind, name));
    try {
      change(before -> before.without(new ManifestId(kind, name)));
    } catch (RuntimeException e) {
      // The deletion is done; the set's next apply without it prunes nothing, which is harmless.
      LOG.warnf("event=set_member_left kind=%s name=%s reason=%s", kind.text(), name, e);
    }
  }

  private void change(UnaryOperator<ManifestSets> change) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<ManifestSets> stored = store.read().orElse(null);
      ManifestSets before = stored == null ? ManifestSets.NONE : stored.value();
      if (write(stored, change.apply(before))) {
        return;
      }
    }
    LOG.warnf("event=sets_contended tries=%d", MAX_TRIES);
  }

  private boolean write(@Nullable Versioned<ManifestSets> stored, ManifestSets changed) {
    if (stored == null) {
      return changed.equals(ManifestSets.NONE) || store.add(changed);
    }
    return changed.equals(stored.value()) || store.replace(changed, stored.version());
  }
}
