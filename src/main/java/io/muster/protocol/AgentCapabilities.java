package io.muster.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * The capability bits of an agent. Unknown bits are kept (CAP-9); 0 means that the agent never told
 * (CAP-7).
 *
 * @param bits as on the wire
 */
public record AgentCapabilities(long bits) {

  /** Nothing known. */
  public static final AgentCapabilities NONE = new AgentCapabilities(0);

  /** The bits of the given capabilities. */
  public static AgentCapabilities of(AgentCapability... capabilities) {
    long bits = 0;
    for (AgentCapability capability : capabilities) {
      bits |= capability.bit();
    }
    return new AgentCapabilities(bits);
  }

  /** Whether the bit is set. */
  public boolean has(AgentCapability capability) {
    return (bits & capability.bit()) != 0;
  }

  /** Names of the known bits, in bit order. */
  public List<String> labels() {
    return Arrays.stream(AgentCapability.values())
        .filter(this::has)
        .map(AgentCapability::label)
        .toList();
  }
}
