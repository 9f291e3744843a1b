package io.muster.config;

import com.google.protobuf.ByteString;
import io.muster.failure.InvalidInput;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent is given: files with unique names, in name order whatever order they came in. It
 * may have no files at all, which stops a collector and deletes those of an operator bridge; the
 * catalogue takes such a one only on request (RC-16).
 */
public record ConfigDocument(List<ConfigFile> files) {

  /** Most files of a config. */
  public static final int MAX_FILES = 1_000;

  public ConfigDocument {
    if (files.size() > MAX_FILES) {
      throw new InvalidInput(
          "a config has at most " + MAX_FILES + " files, this one has " + files.size());
    }
    Set<String> names = HashSet.newHashSet(files.size());
    for (ConfigFile file : files) {
      if (!names.add(file.name())) {
        throw new InvalidInput("file '" + file.name() + "' occurs twice");
      }
    }
    files = files.stream().sorted().toList();
  }

  /** A config of one YAML file, as collectors take it. */
  public static ConfigDocument collector(ByteString yaml) {
    return new ConfigDocument(List.of(ConfigFile.collector(yaml)));
  }

  /** The file of this name. */
  public Optional<ConfigFile> file(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /** Bytes of all bodies and names. */
  public long size() {
    return files.stream().mapToLong(file -> (long) file.body().size() + file.name().length()).sum();
  }

  /** The wire form. */
  public AgentConfigMap toProto() {
    AgentConfigMap.Builder map = AgentConfigMap.newBuilder();
    for (ConfigFile file : files) {
      map.putConfigMap(
          file.name(),
          AgentConfigFile.newBuilder()
              .setBody(file.body())
              .setContentType(file.contentType())
              .setRole(file.role())
              .build());
    }
    return map.build();
  }
}
