package io.muster.store;

/**
 * The caches: a closed list, because each one is configured in the cluster before it can be used
 * (SEMANTICS 15).
 */
public enum CacheName {
  /** What agents report, by uid. */
  AGENTS("agents", Durability.REBUILDABLE, false),
  /** What only the server knows of an agent (attempts, former uids), by uid. */
  AGENT_FACTS("agent-facts", Durability.DURABLE, false),
  /** What operators say of agents, by uid; those without labels have no entry. */
  LABELS("labels", Durability.DURABLE, false),
  /**
   * Attempts that were begun for many agents at once, until the facts of each are written; with a
   * lifespan of days.
   */
  BEGUN("begun", Durability.DURABLE, false),
  /** Effective configs, redacted, by content hash; the lifespan is refreshed by use. */
  EFFECTIVE("effective", Durability.REBUILDABLE, false),
  /** Available components of agents, by the agent's hash; the lifespan is refreshed by use. */
  COMPONENTS("components", Durability.REBUILDABLE, false),
  /** Heads of configs, targets, settings. Small: every instance re-reads all of it. */
  DESIRED("desired", Durability.DURABLE, false),
  /** Immutable config revisions, by {@code name/number}. */
  REVISIONS("revisions", Durability.DURABLE, false),
  /** Immutable revisions of targets, with a lifespan of 400 days. */
  TARGETS_HISTORY("targets-history", Durability.DURABLE, false),
  /** Rollouts, by id. */
  ROLLOUTS("rollouts", Durability.DURABLE, false),
  /**
   * What instances see of rollouts' agents, by rollout and instance, with a lifespan of seconds.
   */
  OBSERVATIONS("observations", Durability.REBUILDABLE, false),
  /** Operators and their tokens' hashes, by name. */
  OPERATORS("operators", Durability.DURABLE, false),
  /** The audit log: its end, bundles of lines, and the key that signs it. */
  AUDIT("audit", Durability.DURABLE, false),
  /** What operators asked for, by id, until it is in the audit log. */
  AUDIT_WAITING("audit-waiting", Durability.DURABLE, false),
  /** One small generation per topic: the only cache that is watched. */
  FEED("feed", Durability.DURABLE, true),
  /** Which instance is alive and which leads, with a lifespan of seconds. */
  LEASES("leases", Durability.DURABLE, false),
  /** Which instance has an agent, by uid; written anew when it is lost. */
  PRESENCE("presence", Durability.REBUILDABLE, false),
  /** What one instance asks another about an agent's WebSocket, with a lifespan of seconds. */
  CONTESTS("contests", Durability.REBUILDABLE, false),
  /** The epoch of each leadership, and what its leader noted under it. */
  EPOCHS("epochs", Durability.DURABLE, false),
  /** Commands on their way between instances, by uid and id, with a lifespan of minutes. */
  COMMANDS("commands", Durability.DURABLE, false);

  /** What a cache survives. */
  public enum Durability {
    /**
     * Survives a restart of a single node. A cluster that dies as a whole may lose some of it:
     * agents are asked again.
     */
    REBUILDABLE,
    /** Survives everything but the loss of the disks. */
    DURABLE
  }

  private final String text;
  private final Durability durability;
  private final boolean watched;

  CacheName(String text, Durability durability, boolean watched) {
    this.text = text;
    this.durability = durability;
    this.watched = watched;
  }

  /** The name in the database, in the cluster's configuration and in logs. */
  public String text() {
    return text;
  }

  /** What the cache survives. */
  public Durability durability() {
    return durability;
  }

  /** Whether {@link KeyValueStore#watch} may be called for it. */
  public boolean watched() {
    return watched;
  }
}
