package io.muster.agent;

import java.util.Locale;

/** Why an agent is in the {@link SyncState} it is in. */
public enum SyncCause {
  /** Its effective config has all of it, and it says nothing else. */
  CONFIRMED(SyncState.IN_SYNC),
  /** It ran this before it was ever sent a config, and was not sent it (SEMANTICS 28). */
  ADOPTED(SyncState.IN_SYNC),
  /** Applied, by what it says; it does not report an effective config that could be compared. */
  APPLIED(SyncState.IN_SYNC),
  /** Sent to an agent that reports neither a status nor an effective config to compare. */
  UNCONFIRMED(SyncState.UNCONFIRMED),
  /** Connected and able, the offer is about to be made. */
  NOT_OFFERED_YET(SyncState.APPLYING),
  /** The window of its target is closed. */
  WINDOW_CLOSED(SyncState.WAITING),
  /** Offered, no answer yet. */
  AWAITING_ANSWER(SyncState.APPLYING),
  /** It says APPLYING. */
  BEING_APPLIED(SyncState.APPLYING),
  /** It says APPLIED since so short a time that health or effective config may be from before. */
  SETTLING(SyncState.APPLYING),
  /** It says FAILED. */
  REFUSED(SyncState.FAILED),
  /** It said FAILED for this config before, and now speaks of another one. */
  REFUSED_BEFORE(SyncState.FAILED),
  /** It never answered, in all tries. */
  NO_ANSWER(SyncState.FAILED),
  /** It tells no status, and went on running something else. */
  NOT_TAKEN(SyncState.FAILED),
  /** The server took it back: it did the agent harm, or its rollout failed. */
  TAKEN_BACK(SyncState.FAILED),
  /** Its effective config lacks something, or has it otherwise. */
  EFFECTIVE_DIFFERS(SyncState.DRIFTED),
  /** It applied this config again and again, and says each time that it has another one. */
  REVERTED(SyncState.DRIFTED),
  /** Applied, and it reports to be unhealthy. */
  UNHEALTHY(SyncState.APPLIED_BUT_DEAD),
  /** Lost shortly after it said APPLIED, and not back. */
  LOST_AFTER_APPLYING(SyncState.APPLIED_BUT_DEAD),
  /** Without AcceptsRemoteConfig: it can be looked at, and not be given configs. */
  VIEW_ONLY(SyncState.INCAPABLE),
  /** It takes signed messages only, which this server does not send. */
  REQUIRES_SIGNED_MESSAGES(SyncState.INCAPABLE),
  /** Not connected. */
  AWAY(SyncState.OFFLINE),
  /** No target wants it, and there is no default config; or what they name does not exist. */
  NOTHING_WANTED(SyncState.UNMANAGED);

  private final SyncState state;

  SyncCause(SyncState state) {
    this.state = state;
  }

  /** The state this leads to. */
  public SyncState state() {
    return state;
  }

  /** As in JSON: `lost_after_applying`. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
