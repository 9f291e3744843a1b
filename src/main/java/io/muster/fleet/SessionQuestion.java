package io.muster.fleet;

import io.muster.cluster.InstanceId;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one instance asks another: whether the WebSocket by which that one has an agent is alive.
 *
 * @param id unique, and begins with the instance that asks
 * @param instance that is asked
 * @param epoch of the session that is asked about
 * @param patience how long the socket has to answer
 * @param alive the answer; null while there is none
 */
public record SessionQuestion(
    String id,
    InstanceUid agent,
    InstanceId instance,
    long epoch,
    Duration patience,
    @Nullable Boolean alive) {

  /** The same with its answer. */
  public SessionQuestion answered(boolean answer) {
    return new SessionQuestion(id, agent, instance, epoch, patience, answer);
  }
}
