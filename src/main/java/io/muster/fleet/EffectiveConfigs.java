package io.muster.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.Redaction;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Effective configs as they are kept: secrets redacted before anything else happens to them, one
 * copy per content, compressed. Thread-safe.
 */
final class EffectiveConfigs {

  /**
   * A config ready to be stored.
   *
   * @param key the SHA-256 of the redacted config
   */
  record Prepared(ContentHash key, ByteString compressed) {}

  private final ContentStore store;
  private final Redaction redaction;

  EffectiveConfigs(ContentStore store, Redaction redaction) {
    this.store = store;
    this.redaction = redaction;
  }

  /** Redacts and compresses; the agent's own bytes are not kept anywhere. */
  Prepared prepare(AgentConfigMap config) {
    AgentConfigMap.Builder redacted = AgentConfigMap.newBuilder();
    // Sorted, so that equal configs have equal bytes whatever order the agent's map had.
    new TreeMap<>(config.getConfigMapMap())
        .forEach((name, file) ->
            redacted.putConfigMap(
                name,
                AgentConfigFile.newBuilder()
                    .setContentType(file.getContentType())
                    .setBody(redaction.redact(file.getBody()))
                    .build()));
    ByteString bytes = deterministic(redacted.build());
    return new Prepared(ContentHash.sha256(bytes), compress(bytes));
  }

  CompletableFuture<Void> put(Prepared prepared) {
    return store.put(ContentStore.Kind.EFFECTIVE_CONFIG, prepared.key(), prepared.compressed());
  }

  /** Reads a config back; empty if it has expired. Blocks. */
  Optional<AgentConfigMap> get(ContentHash key) {
    return store.get(ContentStore.Kind.EFFECTIVE_CONFIG, key).map(EffectiveConfigs::parse);
  }

  private static AgentConfigMap parse(ByteString compressed) {
    try (InflaterInputStream in = new InflaterInputStream(compressed.newInput())) {
      return AgentConfigMap.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored effective config does not decode", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteString deterministic(AgentConfigMap config) {
    ByteString.Output out = ByteString.newOutput(config.getSerializedSize());
    com.google.protobuf.CodedOutputStream coded =
        com.google.protobuf.CodedOutputStream.newInstance(out);
    coded.useDeterministicSerialization();
    try {
      config.writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteString();
  }

  private static ByteString compress(ByteString bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.size() / 4 + 64);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      bytes.writeTo(deflater);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(out.toByteArray());
  }
}
