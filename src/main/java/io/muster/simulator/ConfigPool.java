package io.muster.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentRemoteConfig;
import java.util.concurrent.ConcurrentHashMap;

/** The configs that the agents have, each once for all of them. Thread-safe. */
final class ConfigPool {

  private static final int MOST = 64;

  /** A config and its hash, in memory of their own. */
  private record Kept(ByteString hash, AgentConfigMap config) {}

  private final AgentConfigMap initial;
  private final ConcurrentHashMap<ByteString, Kept> configs = new ConcurrentHashMap<>();

  /** Agents start with an effective config of this many bytes. */
  ConfigPool(int initialBytes) {
    AgentConfigFile file =
        AgentConfigFile.newBuilder()
            .setBody(ByteString.copyFromUtf8(SampleConfig.yaml("initial", initialBytes)))
            .setContentType("text/yaml")
            .build();
    initial = AgentConfigMap.newBuilder().putConfigMap("", file).build();
  }

  AgentConfigMap initial() {
    return initial;
  }

  /**
   * Keeps the config if it is not there yet.
   *
   * @param config may refer to a buffer that is used again
   * @return its hash, the same object for all agents
   */
  ByteString keep(AgentRemoteConfig config) {
    Kept kept = configs.get(config.getConfigHash());
    if (kept != null) {
      return kept.hash();
    }
    if (configs.size() >= MOST) {
      configs
          .clear(); // An agent that applies one of them later reports the initial config instead.
    }
    Kept copied = new Kept(copy(config.getConfigHash()), copy(config.getConfig()));
    Kept other = configs.putIfAbsent(copied.hash(), copied);
    return other == null ? copied.hash() : other.hash();
  }

  AgentConfigMap get(ByteString hash) {
    Kept kept = configs.get(hash);
    return kept == null ? initial : kept.config();
  }

  /** Whether one of a config's files contains a text. */
  boolean contains(ByteString hash, String text) {
    return get(hash).getConfigMapMap().values().stream()
        .anyMatch(file -> file.getBody().toStringUtf8().contains(text));
  }

  static ByteString copy(ByteString bytes) {
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static AgentConfigMap copy(AgentConfigMap config) {
    try {
      return AgentConfigMap.parseFrom(config.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what was just written cannot be read", e);
    }
  }
}
