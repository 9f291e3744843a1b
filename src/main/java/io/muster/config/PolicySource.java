package io.muster.config;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the policy in force on this instance and reads it anew from the store, always as a whole:
 * nothing depends on having heard of every change. Thread-safe; {@link #current} never blocks.
 *
 * <p>A change is written first, then the generation is raised; what a snapshot of generation g
 * contains is thus every change up to g, and possibly more. A reader that finds other content under
 * a generation it knows raises the generation itself, for a writer that died in between.
 */
@Singleton
public final class PolicySource {

  private static final Logger LOG = Logger.getLogger(PolicySource.class);

  /** Compare-and-sets that may fail in a row before the store is taken to be at fault. */
  static final int MAX_TRIES = 64;

  private final Resolver resolver;
  private final TargetStore targets;
  private final SettingsStore settings;
  private final List<Consumer<Policy>> listeners = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> hints = new CopyOnWriteArrayList<>();
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Policy current = Policy.EMPTY;

  /** Reads the policy if the store is there; otherwise {@link #refresh} will. */
  public PolicySource(Resolver resolver, TargetStore targets, SettingsStore settings) {
    this.resolver = resolver;
    this.targets = targets;
    this.settings = settings;
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=policy_unread reason=%s", e);
    }
  }

  /** The policy in force. */
  public Policy current() {
    return current;
  }

  /**
   * Is told each policy that wants something else than the one before, in order, on the thread that
   * read it: must be quick and must not throw.
   */
  public void onChange(Consumer<Policy> listener) {
    listeners.add(listener);
  }

  /**
   * Is told the generation of each change that is made here, once it is durable, to tell the other
   * instances: must be quick and must not throw.
   */
  public void onStored(LongConsumer hint) {
    hints.add(hint);
  }

  /**
   * Reads everything from the store and puts it in force; for the sweep, and when another instance
   * is known to be ahead. Blocks; throws the store's exception and keeps the policy in force if the
   * store is not there.
   */
  public Policy refresh() {
    reading.lock();
    try {
      for (int i = 0; i < MAX_TRIES; i++) {
        Policy before = current;
        Policy read = read(before);
        boolean same = read.sameAs(before);
        if (same && read.generation() == before.generation()) {
          return before;
        }
        if (read.generation() > before.generation() || before == Policy.EMPTY) {
          current = read;
          if (!same) {
            publish(read);
          }
          return read;
        }
        var _ = raise(before.generation());
      }
      throw new IllegalStateException("the generation of the policy cannot be raised");
    } finally {
      reading.unlock();
    }
  }

  /**
   * Puts a change in force that is in the store already. What the store refuses now is left to the
   * next {@link #refresh}: the change itself is durable.
   */
  void changed() {
    try {
      long raised = raise(0);
      hints.forEach(hint -> hint.accept(raised));
      refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=policy_refresh_failed generation=%d reason=%s", current.generation(), e);
    }
  }

  /** Puts what is stored in force, if it is not yet; a store that is away is left to the sweep. */
  void catchUp() {
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=policy_refresh_failed generation=%d reason=%s", current.generation(), e);
    }
  }

  /** Has everybody look at the policy in force again: more of what it leads to is known. */
  void announce() {
    reading.lock();
    try {
      listeners.forEach(listener -> listener.accept(current));
    } finally {
      reading.unlock();
    }
  }

  private void publish(Policy policy) {
    LOG.infof(
        "event=policy_changed generation=%d targets=%d",
        policy.generation(), policy.targets().size());
    for (Consumer<Policy> listener : listeners) {
      listener.accept(policy);
    }
  }

  /** Raises the generation in the store, above the given one; answers what it is then. */
  private long raise(long above) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Stored<PolicySettings> stored = settings.policy().orElse(null);
      PolicySettings value = stored == null ? PolicySettings.NONE : stored.value();
      PolicySettings raised = value.withGeneration(Math.max(value.generation(), above) + 1);
      if (stored == null
          ? settings.addPolicy(raised)
          : settings.replacePolicy(raised, stored.version())) {
        return raised.generation();
      }
    }
    throw new IllegalStateException("the generation of the policy cannot be raised");
  }

  private Policy read(Policy known) {
    // The generation first: everything up to it is then in what is read after it.
    PolicySettings read = settings.policy().map(Stored::value).orElse(PolicySettings.NONE);
    List<Target> all = targets.all().stream().map(Stored::value).toList();
    Heads heads = resolver.heads();
    TreeSet<ConfigReference> references = new TreeSet<>();
    all.forEach(target -> references.addAll(target.references()));
    if (read.defaultConfig() != null) {
      references.add(read.defaultConfig());
    }
    Map<ConfigReference, EncodedRevision> revisions = new HashMap<>();
    Map<ConfigReference, EncodedRevision> done = new HashMap<>();
    for (ConfigReference reference : references) {
      ConfigReference pinned = heads.pin(reference);
      EncodedRevision revision = pinned == null ? null : done.get(pinned);
      if (pinned != null && revision == null) {
        revision = encoded(pinned, known);
      }
      if (revision == null) {
        LOG.warnf("event=config_missing config=%s", reference);
      } else {
        done.put(revision.reference(), revision);
        revisions.put(reference, revision);
      }
    }
    return new Policy(read, all, revisions);
  }

  private @Nullable EncodedRevision encoded(ConfigReference pinned, Policy known) {
    EncodedRevision before = known.encoded(pinned);
    if (before != null) {
      return before;
    }
    return switch (resolver.load(pinned)) {
      case Resolver.Resolved(EncodedRevision revision, var _) -> revision;
      case Resolver.Unusable(String message) -> {
        LOG.warnf("event=config_unusable config=%s reason=%s", pinned, message);
        yield null;
      }
    };
  }

  /** What a reference means now, whether anything names it yet or not. */
  Resolver resolver() {
    return resolver;
  }
}
