package io.muster.protocol;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Messages as protoc 3.21.12 writes them, in hexadecimal, and how tests read and write bytes. */
final class GoldenVectors {

  static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");
  static final String UID_FIELD = "0a100190e0a2000070008000000000000001";

  static final String A2S_MINIMAL = UID_FIELD + "10012001";
  static final String A2S_FIRST =
      UID_FIELD + "10011a180a160a0c736572766963652e6e616d6512060a0464656d6f2087603a00";
  static final String A2S_DISCONNECT = UID_FIELD + "100920014a00";
  static final String A2S_HEALTH =
      UID_FIELD
          + "10022081102a3308011100002a36fe9c971722085374617475734f4b2900cac471fe9c971732130a0d"
          + "706970656c696e653a6c6f677312020801";
  static final String A2S_CSR = UID_FIELD + "10032081025a090a070a050a0350454d";
  static final String S2A_ACK = UID_FIELD;
  static final String S2A_FIRST = UID_FIELD + "387f";
  static final String S2A_FULL_STATE = UID_FIELD + "3001";
  static final String S2A_CONFIG =
      UID_FIELD + "1a1d0a170a150a0012110a04613a20311209746578742f79616d6c12020102";
  static final String S2A_NEW_UID = UID_FIELD + "42120a100190e0a2000070008000000000000001";
  static final String S2A_BAD_REQUEST = UID_FIELD + "12050801120178";
  static final String S2A_UNAVAILABLE = UID_FIELD + "120a08021a060880d88ee16f";
  static final String S2A_RESTART = UID_FIELD + "4a00";
  static final String S2A_CONNECTION_SETTINGS =
      UID_FIELD
          + "22260a010112210a157773733a2f2f683a343332302f76312f6f70616d701a060a01431a0141201e";
  static final String S2A_PACKAGES =
      UID_FIELD + "2a240a1f0a00121b120276311a120a0a687474703a2f2f682f701201011a0153220102120103";
  static final String S2A_CUSTOM =
      UID_FIELD
          + "52120a10636f6d2e6578616d706c652e782f76315a180a10636f6d2e6578616d706c652e782f76311201741a"
          + "0164";

  private GoldenVectors() {}

  static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  static ByteString byteString(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  /** The bytes in hexadecimal; releases the buffer. */
  static String hex(ByteBuf buffer) {
    try {
      return ByteBufUtil.hexDump(buffer);
    } finally {
      buffer.release();
    }
  }
}
