package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.failure.InvalidInput;

/**
 * A custom message to an agent.
 *
 * @param capability one that the agent listed (CM-4)
 * @param type free, may be empty
 */
public record OutgoingMessage(String capability, String type, ByteString data) {

  /** Most bytes of data. */
  public static final int MAX_DATA = 1 << 20;

  public OutgoingMessage {
    if (capability.isEmpty()) {
      throw new InvalidInput("a custom message needs a capability");
    }
    if (data.size() > MAX_DATA) {
      throw new InvalidInput(
          "a custom message carries at most " + MAX_DATA + " bytes, this one has " + data.size());
    }
  }
}
