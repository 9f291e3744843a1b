package io.muster.session;

import io.muster.agent.AgentFacts;
import io.muster.fleet.Fleet;
import io.muster.protocol.InstanceUid;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which uids a credential may speak for (AU-6). A uid that a token is bound to is that token's
 * alone, and so is every uid that its agent has been given since: a token of a whole group is
 * refused for it before anything else is looked at (SEMANTICS 29). Thread-safe; never blocks.
 */
final class UidBindings {

  private final Fleet fleet;
  private final Set<InstanceUid> bound;

  UidBindings(AgentSettings settings, Fleet fleet) {
    this.fleet = fleet;
    this.bound =
        settings.boundUids().keySet().stream()
            .map(settings::boundUid)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a credential may speak for a uid.
   *
   * @param own the uid that the credential is bound to; null for one of any uid
   */
  boolean allow(@Nullable InstanceUid own, InstanceUid uid) {
    if (own == null && bound.isEmpty()) {
      return true;
    }
    if (bound.contains(uid)) {
      return uid.equals(own);
    }
    Optional<AgentFacts> agent = fleet.find(uid).map(known -> known.state().facts());
    return own == null
        ? agent.filter(this::belongsToSomebody).isEmpty()
        : own.equals(uid) || agent.filter(facts -> facts.wasKnownAs(own)).isPresent();
  }

  private boolean belongsToSomebody(AgentFacts facts) {
    if (bound.contains(facts.firstUid())) {
      return true;
    }
    Map<InstanceUid, ?> former = facts.formerUids();
    return !former.isEmpty() && former.keySet().stream().anyMatch(bound::contains);
  }
}
