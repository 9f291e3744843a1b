package io.muster.audit;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The audit log. */
@ConfigMapping(prefix = "muster.audit")
public interface AuditSettings {

  /**
   * File that the leader adds each new checkpoint to, a minute at most between two:
   * `audit-checkpoints` in `muster.data` without it. Better on another disk: what changed in the
   * log can be told only against checkpoints that nobody who changes the log can change.
   */
  Optional<Path> checkpoints();
}
