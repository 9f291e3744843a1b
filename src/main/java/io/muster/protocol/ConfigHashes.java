package io.muster.protocol;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentConfigFile;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The hash of a config, the same for the same files on every instance and in every version
 * (SEMANTICS 11).
 *
 * <p>For exactly one file named `collector.yaml` of type `text/yaml` it is the SHA-256 of its body,
 * so that `sha256sum` of the file shows it. For everything else it is the SHA-256 of the canonical
 * form: the number of files; then for each file, sorted by the UTF-8 bytes of its name (unsigned),
 * name, body and content type. Each is preceded by its length in bytes; the number and the lengths
 * are 8 bytes, most significant first; text is UTF-8. If files have a role (field 3 since 0.19),
 * there follow their number, and the name and the role of each in the same order. No two configs
 * have the same canonical form, and none is a YAML file, since it starts with a zero byte.
 */
public final class ConfigHashes {

  /** The name a single file must have to be hashed as it is. */
  public static final String PLAIN_NAME = "collector.yaml";

  /** The content type a single file must have to be hashed as it is. */
  public static final String PLAIN_TYPE = "text/yaml";

  private static final Comparator<NamedFile> ORDER =
      Comparator.comparing(NamedFile::name, ByteString.unsignedLexicographicalComparator());

  private ConfigHashes() {}

  /** The hash of these files, by name. */
  public static ContentHash of(Map<String, AgentConfigFile> files) {
    AgentConfigFile plain = files.size() == 1 ? files.get(PLAIN_NAME) : null;
    if (plain != null && plain.getContentType().equals(PLAIN_TYPE) && plain.getRole().isEmpty()) {
      return ContentHash.sha256(plain.getBody());
    }
    MessageDigest digest = ContentHash.newSha256();
    List<NamedFile> sorted =
        files.entrySet().stream()
            .map(e -> new NamedFile(ByteString.copyFromUtf8(e.getKey()), e.getValue()))
            .sorted(ORDER)
            .toList();
    number(digest, sorted.size());
    for (NamedFile each : sorted) {
      bytes(digest, each.name());
      bytes(digest, each.file().getBody());
      bytes(digest, each.file().getContentTypeBytes());
    }
    roles(digest, sorted.stream().filter(each -> !each.file().getRole().isEmpty()).toList());
    return new ContentHash(ByteString.copyFrom(digest.digest()));
  }

  /** Nothing where no file has one: such a config keeps the hash that it always had. */
  private static void roles(MessageDigest digest, List<NamedFile> files) {
    if (files.isEmpty()) {
      return;
    }
    number(digest, files.size());
    for (NamedFile each : files) {
      bytes(digest, each.name());
      bytes(digest, each.file().getRoleBytes());
    }
  }

  private static void bytes(MessageDigest digest, ByteString bytes) {
    number(digest, bytes.size());
    bytes.asReadOnlyByteBufferList().forEach(digest::update);
  }

  private static void number(MessageDigest digest, long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
  }

  private record NamedFile(ByteString name, AgentConfigFile file) {}
}
