package io.muster.fleet;

import com.google.protobuf.CodedOutputStream;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentToServer;
import org.jspecify.annotations.Nullable;

/**
 * How large a report may grow. An agent tells its parts one by one, each within the limit of a
 * message; together they are one record, and stay in memory. Pure.
 */
final class ReportSize {

  /** Bytes that all parts together may have, about; half of what the store takes in a record. */
  static final int LIMIT = 32 << 20;

  /** A message of up to this many bytes needs no measuring: there are few parts. */
  private static final int SMALL = 1 << 20;

  private ReportSize() {}

  /**
   * Why the report after this message cannot be kept, for the agent; null if it can.
   *
   * @param effective bytes of the message's effective config, compressed; 0 if it has none
   */
  static @Nullable String refusal(AgentToServer message, Reported merged, int effective) {
    if (message.getSerializedSize() <= SMALL) {
      return null;
    }
    return refusal("report", of(merged)) instanceof String refusal
        ? refusal
        : refusal(
            "effective config or list of components",
            Math.max(effective, message.getAvailableComponents().getSerializedSize()));
  }

  private static @Nullable String refusal(String what, long bytes) {
    return bytes <= LIMIT
        ? null
        : "the agent's %s has %d bytes with this message, at most %d: report less"
            .formatted(what, bytes, LIMIT);
  }

  /** Bytes of all parts, about. */
  private static long of(Reported reported) {
    long bytes = 0;
    if (reported.description() != null) {
      bytes += reported.description().toProto().getSerializedSize();
    }
    if (reported.health() != null) {
      bytes += reported.health().encoded().size();
    }
    if (reported.packageStatuses() != null) {
      bytes += reported.packageStatuses().size();
    }
    for (String capability : reported.customCapabilities()) {
      bytes += CodedOutputStream.computeStringSizeNoTag(capability);
    }
    return bytes
        + of(reported.configStatus())
        + of(reported.connectionStatus())
        + of(reported.componentsHash());
  }

  private static long of(@Nullable OfferStatus status) {
    return status == null
        ? 0
        : of(status.hash()) + CodedOutputStream.computeStringSizeNoTag(status.error());
  }

  private static long of(@Nullable ContentHash hash) {
    return hash == null ? 0 : hash.bytes().size();
  }
}
