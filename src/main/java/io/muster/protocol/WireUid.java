package io.muster.protocol;

import com.google.protobuf.ByteString;

/**
 * An agent's uid together with the bytes it sent, which every answer repeats exactly (ID-3). The
 * two differ only for agents older than OpAMP 0.10, whose uid is a ULID text of 26 characters:
 * those must never be sent 16 raw bytes.
 *
 * @param uid the 128 bits the server keys everything by
 * @param echo what is written into `ServerToAgent.instance_uid`: 16 bytes, or the 26 as received
 */
public record WireUid(InstanceUid uid, ByteString echo) {

  /** Length of the legacy text form. */
  public static final int LEGACY_BYTES = 26;

  public WireUid {
    if (echo.size() != InstanceUid.BYTES && echo.size() != LEGACY_BYTES) {
      throw new IllegalArgumentException("echo has " + echo.size() + " bytes, expected 16 or 26");
    }
  }

  /** The form of every agent since OpAMP 0.10. */
  public static WireUid of(InstanceUid uid) {
    return new WireUid(uid, uid.toBytes());
  }

  /** Whether the agent speaks the text form of before OpAMP 0.10. */
  public boolean legacy() {
    return echo.size() == LEGACY_BYTES;
  }
}
