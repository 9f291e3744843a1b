package io.muster.kubernetes;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A ConfigMap as the API server has it.
 *
 * @param uid tells it from one that had its name before
 * @param resourceVersion of this state of it
 * @param files content by key
 * @param binary keys whose content came as {@code binaryData}
 */
record SourceConfigMap(
    ConfigMapKey key,
    String uid,
    String resourceVersion,
    Map<String, String> annotations,
    Map<String, ByteString> files,
    Set<String> binary) {

  SourceConfigMap {
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    binary = Set.copyOf(binary);
  }

  /**
   * Of all that counts: the files and our annotations but the status. What the server writes back
   * so changes nothing, and neither do other people's annotations.
   */
  String hash() {
    MessageDigest digest = sha256();
    annotations.forEach((name, value) -> {
      if (name.startsWith(Annotations.PREFIX) && !name.equals(Annotations.STATUS)) {
        add(digest, "a", name, value.getBytes(StandardCharsets.UTF_8));
      }
    });
    files.forEach(
        (name, body) -> add(digest, binary.contains(name) ? "b" : "f", name, body.toByteArray()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With lengths, so that no two different maps are the same bytes. */
  private static void add(MessageDigest digest, String kind, String name, byte[] value) {
    byte[] head =
        (kind + name.length() + ":" + name + value.length + ":").getBytes(StandardCharsets.UTF_8);
    digest.update(head);
    digest.update(value);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
