package io.muster.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.ComponentHealth;

/**
 * The health an agent reports. The root decides (HE-5); the tree stays encoded, because a fleet of
 * them is large and rarely looked at.
 *
 * @param healthy the root's flag
 * @param status the agent's own word, free text (HE-3)
 * @param lastError empty if none
 * @param encoded the whole `ComponentHealth`, root included
 */
public record Health(boolean healthy, String status, String lastError, ByteString encoded) {

  /** Reads the wire form. */
  public static Health of(ComponentHealth health) {
    return new Health(
        health.getHealthy(), health.getStatus(), health.getLastError(), health.toByteString());
  }

  /** The whole tree. */
  public ComponentHealth tree() {
    try {
      return ComponentHealth.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a health tree that was decoded before does not decode", e);
    }
  }
}
