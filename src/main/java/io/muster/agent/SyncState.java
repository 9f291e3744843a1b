package io.muster.agent;

import java.util.Locale;

/** Whether an agent runs the config it should: the truth, as far as it can be known. */
public enum SyncState {
  /** It says that it applied the config, and nothing speaks against it. */
  IN_SYNC,
  /** It was sent the config, and tells neither what became of it nor what it runs. */
  UNCONFIRMED,
  /** It is being offered the config, is applying it, or has just done so. */
  APPLYING,
  /** It should have another config, and is not given it before a certain time. */
  WAITING,
  /** It refused the config, or never answered: nothing more happens by itself. */
  FAILED,
  /** It applied the config, and runs something else now. */
  DRIFTED,
  /** It said that it applied the config, and does not work, or was lost right after. */
  APPLIED_BUT_DEAD,
  /** It cannot be given configs at all. */
  INCAPABLE,
  /** It is not connected. */
  OFFLINE,
  /** There is no config for it. */
  UNMANAGED;

  /** As in JSON, labels of metrics and parameters: `applied_but_dead`. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
