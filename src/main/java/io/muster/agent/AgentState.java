package io.muster.agent;

import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;

/**
 * All that is known of an agent but its presence: what it reports, what operators say of it, and
 * what only the server knows. Immutable; the fleet replaces it as a whole.
 *
 * @param uid the uid it is known by now
 */
public record AgentState(InstanceUid uid, Reported reported, Labels labels, AgentFacts facts) {

  /** An agent without labels. */
  public AgentState(InstanceUid uid, Reported reported, AgentFacts facts) {
    this(uid, reported, Labels.NONE, facts);
  }

  /** Whether the agent told this capability. */
  public boolean can(AgentCapability capability) {
    return reported.capabilities().has(capability);
  }

  /** Whether it can be given configs. */
  public boolean takesConfigs() {
    return can(AgentCapability.ACCEPTS_REMOTE_CONFIG)
        && !can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION);
  }

  /**
   * Whether it says what became of configs: by its capability, or by having done so. Of others only
   * what they run tells (SEMANTICS 28).
   */
  public boolean tellsConfigStatus() {
    OfferStatus status = reported.configStatus();
    return can(AgentCapability.REPORTS_REMOTE_CONFIG)
        || (status != null && status.state() != OfferStatus.State.UNSET);
  }

  /**
   * Whether it has this config by what it says, or, if it says nothing, by how the last offer
   * ended, or by what it ran before there was one.
   */
  public boolean hasConfig(ContentHash hash) {
    OfferStatus status = reported.configStatus();
    boolean tells = tellsConfigStatus();
    if (tells && status != null && !status.blank()) {
      return status.state() == OfferStatus.State.APPLIED && status.hash().equals(hash);
    }
    Attempts attempts = facts.attempts();
    Attempt attempt = attempts.get(OfferKind.CONFIG, hash);
    return attempt != null
        && (tells ? attempt.state() == Attempt.State.ADOPTED : attempt.state().taken())
        && attempts.isNewest(OfferKind.CONFIG, hash);
  }

  /**
   * Whether no OpAMP server ever sent it a config, by what it says and by what is remembered: what
   * it runs it was given otherwise.
   */
  public boolean neverSentConfig() {
    OfferStatus status = reported.configStatus();
    return (status == null || status.blank()) && facts.attempts().neverSent(OfferKind.CONFIG);
  }

  /**
   * Whether it is unhealthy without a word of why since it was offered connection settings: a
   * supervisor says so until its collector restarts or gets another config, and means nothing by
   * it.
   */
  public boolean unhealthyBySettings() {
    Health health = reported.health();
    if (health == null
        || health.healthy()
        || !health.lastError().isEmpty()
        || !health.status().isEmpty()) {
      return false;
    }
    Attempt settings = facts.attempts().newest(OfferKind.CONNECTION).orElse(null);
    Attempt config = facts.attempts().newest(OfferKind.CONFIG).orElse(null);
    return settings != null
        && !settings.failed()
        && (config == null || !config.offeredAt().isAfter(settings.offeredAt()));
  }

  /** The same with another report. */
  public AgentState withReported(Reported newReported) {
    return new AgentState(uid, newReported, labels, facts);
  }

  /** The same with other facts. */
  public AgentState withFacts(AgentFacts newFacts) {
    return new AgentState(uid, reported, labels, newFacts);
  }

  /** The same with other labels. */
  public AgentState withLabels(Labels newLabels) {
    return new AgentState(uid, reported, newLabels, facts);
  }

  /** The same under another uid. */
  public AgentState withUid(InstanceUid newUid) {
    return new AgentState(newUid, reported, labels, facts);
  }
}
