package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentState;
import io.muster.agent.Reported;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AvailableComponents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the contents that agents report are stored, and when those go that they had before
 * (SEMANTICS 32). Effective configs are compared at each report and stored once a minute per agent:
 * the newest waits in memory, and the stored report says that it is behind. Thread-safe.
 */
final class ContentPacing {

  /** Bytes stored late in one go; the others wait for the next. */
  private static final long LATE_AT_ONCE = 32L << 20;

  private final AgentIndex index;
  private final EffectiveConfigs configs;
  private final AgentSaver saver;
  private final ContentBudget budget;
  private final ReplacedContents replaced;
  private final ContentUses uses;
  private final BooleanSupplier shared;
  private final InstantSource clock;

  /** Agents whose newest config is not stored, and it, if there is room for it here. */
  private final Map<KnownAgent, Optional<EffectiveConfigs.Prepared>> behind =
      new ConcurrentHashMap<>();

  ContentPacing(
      AgentIndex index,
      EffectiveConfigs configs,
      AgentSaver saver,
      ContentBudget budget,
      ReplacedContents replaced,
      ContentUses uses,
      BooleanSupplier shared,
      InstantSource clock) {
    this.index = index;
    this.configs = configs;
    this.saver = saver;
    this.budget = budget;
    this.replaced = replaced;
    this.uses = uses;
    this.shared = shared;
    this.clock = clock;
  }

  /** What becomes of an effective config that was reported. */
  enum Fate {
    /** The store has it, as far as is known. */
    KNOWN,
    /** It is to be stored now, and the report that names it after it. */
    STORE,
    /** It waits, and the store has another one meanwhile. */
    WAIT
  }

  /**
   * An agent reported this effective config.
   *
   * @param before what it had reported before
   */
  @GuardedBy("agent")
  Fate reported(
      KnownAgent agent, @Nullable ContentHash before, EffectiveConfigs.Prepared prepared) {
    ContentPace pace = agent.stored().contents();
    boolean behind = pace.behind();
    ContentHash stored = behind ? pace.kept() : before;
    if (prepared.key().equals(stored)) {
      noLongerWaits(agent);
      pace.current(prepared.size());
      return behind ? Fate.STORE : Fate.KNOWN;
    }
    if (prepared.key().equals(before) && pace.waiting() != null) {
      return Fate.WAIT;
    }
    noLongerWaits(agent);
    return wait(agent, pace, prepared, stored) ? Fate.STORE : Fate.WAIT;
  }

  @GuardedBy("agent")
  private boolean wait(
      KnownAgent agent,
      ContentPace pace,
      EffectiveConfigs.Prepared prepared,
      @Nullable ContentHash stored) {
    Instant now = clock.instant();
    if (configs.stored(prepared) || (pace.due(now) && budget.take(prepared.size()))) {
      storing(agent, pace, prepared, stored, now);
      return true;
    }
    if (configs.hold(prepared)) {
      pace.hold(prepared, stored);
      behind.put(agent, Optional.of(prepared));
      return false;
    }
    if (budget.take(prepared.size())) {
      storing(agent, pace, prepared, stored, now);
      return true;
    }
    pace.hold(null, stored); // Asked for again once there is room.
    behind.put(agent, Optional.empty());
    return false;
  }

  @GuardedBy("agent")
  private void storing(
      KnownAgent agent,
      ContentPace pace,
      EffectiveConfigs.Prepared prepared,
      @Nullable ContentHash stored,
      Instant now) {
    if (stored != null) {
      replaced.replaced(
          agent.uid(),
          ContentStore.Kind.EFFECTIVE_CONFIG,
          stored,
          pace.size(),
          prepared.size(),
          now);
    }
    pace.stored(now, prepared.size());
  }

  private void noLongerWaits(KnownAgent agent) {
    Optional<EffectiveConfigs.Prepared> waiting = behind.remove(agent);
    if (waiting != null) {
      waiting.ifPresent(configs::release);
    }
  }

  /** An agent has these components in place of others. */
  @GuardedBy("agent")
  void componentsChanged(KnownAgent agent, Reported before, Reported after) {
    if (before.componentsHash() instanceof ContentHash hash
        && !hash.isEmpty()
        && !hash.equals(after.componentsHash())) {
      replaced.replaced(agent.uid(), ContentStore.Kind.COMPONENTS, hash, 0, 0, clock.instant());
    }
  }

  /**
   * An agent told its components.
   *
   * @param remembered whether they are stored already
   * @return whether they are to be stored; otherwise it is asked for them again later
   */
  @GuardedBy("agent")
  boolean components(KnownAgent agent, AvailableComponents told, boolean remembered) {
    ContentPace pace = agent.stored().contents();
    Instant now = clock.instant();
    boolean store =
        remembered || (pace.componentsDue(now) && budget.take(told.getSerializedSize()));
    if (store && !remembered) {
      pace.componentsStored(now);
    }
    return store;
  }

  /** Whether an agent may be asked for its components: they would be stored. */
  @GuardedBy("agent")
  boolean componentsDue(KnownAgent agent) {
    return agent.stored().contents().componentsDue(clock.instant());
  }

  /** An agent is known no more. */
  @GuardedBy("agent")
  void left(KnownAgent agent) {
    ContentPace pace = agent.stored().contents();
    Reported stored = pace.storable(agent.state().reported());
    noLongerWaits(agent);
    Instant now = clock.instant();
    if (stored.effectiveConfig() instanceof ContentHash config) {
      replaced.replaced(
          agent.uid(), ContentStore.Kind.EFFECTIVE_CONFIG, config, pace.size(), 0, now);
    }
    if (stored.componentsHash() instanceof ContentHash components && !components.isEmpty()) {
      replaced.replaced(agent.uid(), ContentStore.Kind.COMPONENTS, components, 0, 0, now);
    }
    pace.drop();
  }

  /** Stores what has waited long enough, and has go what nobody has any more. */
  void sweep() {
    var _ = storeWaiting(false);
    if (!replaced.isEmpty()) {
      replaced.sweep(this::inUse, clock.instant());
    }
  }

  /** Asks the store how much room there is left; blocks. */
  void measure() {
    budget.measure();
  }

  /** Stores all that waits, whatever the time; completes when it is durable. */
  CompletableFuture<Void> flush() {
    return storeWaiting(true);
  }

  /** How many agents have reported a config that waits to be stored. */
  int waiting() {
    return behind.size();
  }

  /** What an agent reported last waits here, or what it reported since is elsewhere. */
  private CompletableFuture<Void> storeWaiting(boolean all) {
    Instant now = clock.instant();
    long bytes = 0;
    List<CompletableFuture<Void>> saves = new ArrayList<>();
    for (KnownAgent agent : List.copyOf(behind.keySet())) {
      if (bytes > LATE_AT_ONCE && !all) {
        break;
      }
      EffectiveConfigs.Prepared prepared;
      synchronized (agent) {
        ContentPace pace = agent.stored().contents();
        prepared = pace.waiting();
        if (agent.gone() || !pace.behind() || (shared.getAsBoolean() && agent.link() == null)) {
          noLongerWaits(agent);
          pace.drop();
          continue;
        }
        if (!all && !pace.due(now)) {
          continue;
        }
        if (prepared == null) {
          if (!budget.take(0)) {
            continue;
          }
          agent.fullState().add(Set.of(ReportPart.EFFECTIVE_CONFIG));
          continue;
        }
        if (!configs.stored(prepared) && !budget.take(prepared.size())) {
          replaced.makeRoom(prepared.size());
          continue;
        }
        ContentHash stored = pace.kept();
        noLongerWaits(agent);
        storing(agent, pace, prepared, stored, now);
      }
      bytes += prepared.size();
      saves.add(saver.saveReportAfter(configs.put(prepared), agent));
    }
    return CompletableFuture.allOf(saves.toArray(CompletableFuture[]::new));
  }

  /** What agents report, what the store has of them meanwhile, and what others name. */
  private Set<ContentHash> inUse(ContentStore.Kind kind) {
    Set<ContentHash> used = new HashSet<>(uses.inUse(kind));
    for (KnownAgent agent : index.all()) {
      AgentState state = agent.state();
      ContentHash hash =
          switch (kind) {
            case EFFECTIVE_CONFIG -> state.reported().effectiveConfig();
            case COMPONENTS -> state.reported().componentsHash();
          };
      if (hash != null) {
        used.add(hash);
      }
    }
    used.addAll(kept(behind.keySet()));
    return used;
  }

  private static Set<ContentHash> kept(Collection<KnownAgent> agents) {
    Set<ContentHash> kept = new HashSet<>();
    for (KnownAgent agent : agents) {
      synchronized (agent) {
        if (agent.stored().contents().kept() instanceof ContentHash hash) {
          kept.add(hash);
        }
      }
    }
    return kept;
  }
}
