package io.muster.api.operators;

import io.muster.operator.KnownOperators;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says so when nobody is left who can do everything: it is allowed, and seldom meant. */
@Singleton
class LockOutWarning {

  private static final Logger LOG = Logger.getLogger(LockOutWarning.class);

  private static final String NOBODY =
      "no operator who may do everything has a token that works now: on the server's machine,"
          + " 'muster token recover' makes the token of the data folder work for a while";

  private final KnownOperators operators;
  private final InstantSource clock;

  LockOutWarning(KnownOperators operators, InstantSource clock) {
    this.operators = operators;
    this.clock = clock;
  }

  /** After a change: null if there is nothing to warn of. */
  @Nullable List<String> now() {
    if (!operators.endBootstrap() || operators.anyWorkingAdmin(clock.instant())) {
      return null;
    }
    LOG.warnf("event=no_admin_token_works advice=\"muster token recover\"");
    return List.of(NOBODY);
  }
}
