package io.muster.policy;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.HeadSnapshot;
import io.muster.config.PolicyRefresh;
import io.muster.config.Resolver;
import io.muster.config.Versioned;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the policy in force on this instance and reads it anew from the store, always as a whole:
 * nothing depends on having heard of every change. Thread-safe; {@link #current} never blocks.
 *
 * <p>A change is written first, then the generation is raised, by whoever reads it first: together
 * with the seal of what was read, by compare-and-set. So two instances with one generation have the
 * same policy, and of two policies the one with more changes has the higher generation, whenever a
 * writer dies and whoever reads in between; which is what keeps an agent that moves from being
 * offered something older.
 */
@Singleton
public final class PolicySource implements PolicyRefresh {

  private static final Logger LOG = Logger.getLogger(PolicySource.class);

  /** Compare-and-sets that may fail in a row before the store is taken to be at fault. */
  static final int MAX_TRIES = 64;

  private final Resolver resolver;
  private final TargetStore targets;
  private final SettingsStore settings;
  private final Hints hints;
  private final List<Consumer<Policy>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Policy current = Policy.EMPTY;

  /**
   * Wants nothing until {@link #load}.
   *
   * @param hints told when a change that was made here is durable and in force here
   */
  public PolicySource(Resolver resolver, TargetStore targets, SettingsStore settings, Hints hints) {
    this.resolver = resolver;
    this.targets = targets;
    this.settings = settings;
    this.hints = hints;
  }

  /** Reads the policy if the store is there; otherwise {@link #refresh} will. Blocks. */
  public void load() {
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
   * Has this called with each policy that wants something else than the one before, in order, on
   * the thread that read it, and no other policy is read meanwhile: must not block. What it throws
   * is logged; the policy is in force all the same.
   */
  public void onChange(Consumer<Policy> listener) {
    listeners.add(listener);
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
        Policy read = readSealed(before);
        if (read == null) {
          continue; // Others were faster, and may have changed something.
        }
        boolean same = read.sameAs(before);
        if (same && read.generation() == before.generation()) {
          return before;
        }
        current = read;
        if (!same) {
          publish(read);
        }
        return read;
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
  @Override
  public void changed() {
    try {
      Policy policy = refresh();
      hints.changed(Topics.POLICY, policy.generation());
    } catch (RuntimeException e) {
      LOG.warnf("event=policy_refresh_failed generation=%d reason=%s", current.generation(), e);
    }
  }

  /** Puts what is stored in force, if it is not yet; a store that is away is left to the sweep. */
  @Override
  public void catchUp() {
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
      tell(current);
    } finally {
      reading.unlock();
    }
  }

  private void publish(Policy policy) {
    LOG.infof(
        "event=policy_changed generation=%d targets=%d",
        policy.generation(), policy.targets().size());
    tell(policy);
  }

  private void tell(Policy policy) {
    for (Consumer<Policy> listener : listeners) {
      try {
        listener.accept(policy);
      } catch (RuntimeException e) {
        LOG.errorf(e, "event=policy_listener_failed generation=%d", policy.generation());
      }
    }
  }

  /** What is stored, in the generation that is of it; null if that could not be raised. */
  private @Nullable Policy readSealed(Policy before) {
    // The generation first: what is sealed under it is then in what is read after it.
    Versioned<PolicySettings> stored = settings.policy().orElse(null);
    PolicySettings value = stored == null ? PolicySettings.NONE : stored.value();
    List<Target> all = targets.whole().stream().map(Versioned::value).toList();
    Policy read = read(value, all, before);
    if (stored == null && all.isEmpty()) {
      return read;
    }
    String seal = PolicySeal.of(value, all, read);
    boolean back =
        value.generation() < before.generation()
            || (value.generation() == before.generation() && !read.sameAs(before));
    if (seal.equals(value.seal()) && !(back && before != Policy.EMPTY)) {
      return read;
    }
    PolicySettings raised =
        value.sealed(Math.max(value.generation(), before.generation()) + 1, seal);
    boolean done =
        stored == null
            ? settings.addPolicy(raised)
            : settings.replacePolicy(raised, stored.version());
    return done ? read.with(raised) : null;
  }

  private Policy read(PolicySettings read, List<Target> all, Policy known) {
    HeadSnapshot heads = resolver.heads();
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
      case Resolver.Resolved(EncodedRevision revision, var _, var _) -> revision;
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
