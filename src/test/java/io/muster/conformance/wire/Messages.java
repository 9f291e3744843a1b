package io.muster.conformance.wire;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Parts of messages, and bytes. */
public final class Messages {

  private Messages() {}

  /** Puts header 0 in front of an encoded message. */
  public static ByteString framed(ByteString protobuf) {
    return ByteString.copyFrom(new byte[] {0}).concat(protobuf);
  }

  /** Bytes from hex digits; blanks are ignored. */
  public static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** Bytes as hex digits. */
  public static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** A new UUIDv7 as 16 bytes. */
  public static ByteString newUid() {
    var random = ThreadLocalRandom.current();
    long high = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
    long low = 0x8000_0000_0000_0000L | (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
  }

  /** 16 bytes as canonical UUID text. */
  public static String text(ByteString uid) {
    var buffer = uid.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong()).toString();
  }

  /** An attribute with a text value. */
  public static KeyValue attribute(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  /** An attribute. */
  public static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** A description that names a service and carries the tag by which tests select the agent. */
  public static AgentDescription.Builder description(String tag) {
    return AgentDescription.newBuilder()
        .addIdentifyingAttributes(attribute("service.name", "conformance"))
        .addNonIdentifyingAttributes(attribute("conformance.tag", tag));
  }

  /** A remote config status. */
  public static RemoteConfigStatus status(ByteString hash, RemoteConfigStatuses status) {
    return RemoteConfigStatus.newBuilder().setLastRemoteConfigHash(hash).setStatus(status).build();
  }

  /** An effective config of one file. */
  public static EffectiveConfig effectiveConfig(String name, String body, String contentType) {
    return EffectiveConfig.newBuilder()
        .setConfigMap(
            AgentConfigMap.newBuilder()
                .putConfigMap(
                    name,
                    AgentConfigFile.newBuilder()
                        .setBody(ByteString.copyFromUtf8(body))
                        .setContentType(contentType)
                        .build()))
        .build();
  }
}
