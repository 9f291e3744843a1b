package io.muster.plan;

import io.muster.agent.AgentSelector;
import io.muster.agent.Labels;
import io.muster.config.Versioned;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The labels of configs, targets and so on, as their manifests say them. Blocks; throws the store's
 * exception; thread-safe.
 */
@Singleton
public final class ManifestLabels {

  private static final Logger LOG = Logger.getLogger(ManifestLabels.class);
  private static final int MAX_TRIES = 32;

  private final ManifestLabelStore store;

  /** Over this store. */
  public ManifestLabels(ManifestLabelStore store) {
    this.store = store;
  }

  /** Of one thing; empty if it has none. */
  public Map<String, String> of(ManifestKind kind, String name) {
    return store
        .get(LabelledThing.key(new ManifestId(kind, name)))
        .map(found -> found.value().labels().pairs())
        .orElse(Map.of());
  }

  /** Of all things that have some. */
  public Map<ManifestId, Labels> all() {
    Map<ManifestId, Labels> all = new HashMap<>();
    store.all().forEach(found -> all.put(found.value().id(), found.value().labels()));
    return all;
  }

  /** Whether the thing of a name is chosen; reads the labels of all, once. */
  public Predicate<String> chosen(ManifestKind kind, AgentSelector selector) {
    if (selector.isAll()) {
      return name -> true;
    }
    Map<ManifestId, Labels> all = all();
    return name -> {
      Labels labels = all.getOrDefault(new ManifestId(kind, name), Labels.NONE);
      return selector.matches(key -> Optional.ofNullable(labels.pairs().get(key)));
    };
  }

  /** Gives a thing exactly these; false if others change them all the time. */
  boolean set(ManifestId id, Labels labels) {
    LabelledThing wanted = new LabelledThing(id, labels);
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<LabelledThing> stored = store.get(wanted.key()).orElse(null);
      if (stored == null ? labels.equals(Labels.NONE) : stored.value().equals(wanted)) {
        return true;
      }
      boolean done =
          stored == null
              ? store.add(wanted)
              : labels.equals(Labels.NONE)
                  ? store.remove(wanted.key(), stored.version())
                  : store.replace(wanted, stored.version());
      if (done) {
        return true;
      }
    }
    return false;
  }

  /** A thing is gone: one that is made anew has none of its labels. */
  void forget(ManifestId id) {
    try {
      if (!set(id, Labels.NONE)) {
        LOG.warnf("event=manifest_labels_left manifest=%s tries=%d", id, MAX_TRIES);
      }
    } catch (RuntimeException e) {
      // The deletion is done; what is left shows on one of the same name until it is applied.
      LOG.warnf("event=manifest_labels_left manifest=%s reason=%s", id, e);
    }
  }
}
