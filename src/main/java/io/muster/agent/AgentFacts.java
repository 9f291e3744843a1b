package io.muster.agent;

import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What only the server knows of an agent, and cannot ask for again. Operators' labels are kept
 * apart: any instance may change those, these only the one that has the agent.
 *
 * @param firstUid the first uid it was known by: the key of its bucket, which a new uid does not
 *     move (SEMANTICS 5)
 * @param firstSeen when it was first heard of
 * @param formerUids uids it may still speak under, with the time each was last used
 * @param assignment a new uid that the agent has not spoken with yet
 * @param baseline what it ran when it had applied a config; null if that is not known of this
 *     process of it
 */
public record AgentFacts(
    InstanceUid firstUid,
    Instant firstSeen,
    Attempts attempts,
    Map<InstanceUid, Instant> formerUids,
    @Nullable UidAssignment assignment,
    @Nullable Baseline baseline) {

  /** Former uids remembered per agent; the longest unused goes first. */
  public static final int MAX_FORMER_UIDS = 8;

  /** Facts of an agent of which no baseline is known. */
  public AgentFacts(
      InstanceUid firstUid,
      Instant firstSeen,
      Attempts attempts,
      Map<InstanceUid, Instant> formerUids,
      @Nullable UidAssignment assignment) {
    this(firstUid, firstSeen, attempts, formerUids, assignment, null);
  }

  public AgentFacts {
    formerUids = Map.copyOf(formerUids);
    if (formerUids.size() > MAX_FORMER_UIDS) {
      throw new IllegalArgumentException(formerUids.size() + " former uids are too many");
    }
  }

  /** Facts of an agent that is new. */
  public static AgentFacts of(InstanceUid uid, Instant now) {
    return new AgentFacts(uid, now, Attempts.NONE, Map.of(), null);
  }

  /** Whether the agent had this uid before. */
  public boolean wasKnownAs(InstanceUid uid) {
    return firstUid.equals(uid) || formerUids.containsKey(uid);
  }

  /** The same with another attempt history. */
  public AgentFacts withAttempts(Attempts newAttempts) {
    return new AgentFacts(firstUid, firstSeen, newAttempts, formerUids, assignment, baseline);
  }

  /** The same with another assignment, or none. */
  public AgentFacts withAssignment(@Nullable UidAssignment newAssignment) {
    return new AgentFacts(firstUid, firstSeen, attempts, formerUids, newAssignment, baseline);
  }

  /** The same with other former uids. */
  public AgentFacts withFormerUids(Map<InstanceUid, Instant> uids) {
    return new AgentFacts(firstUid, firstSeen, attempts, uids, assignment, baseline);
  }

  /** The same with another baseline, or none. */
  public AgentFacts withBaseline(@Nullable Baseline newBaseline) {
    return new AgentFacts(firstUid, firstSeen, attempts, formerUids, assignment, newBaseline);
  }
}
