package io.muster.chaos;

import io.muster.protocol.proto.AgentConfigMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What the agents of a process find again when they were killed: their log, and the configs. */
record AgentDisk(Path folder) {

  Path log() {
    return folder.resolve("events.log");
  }

  AgentConfigMap read(String hash) {
    try {
      return AgentConfigMap.parseFrom(Files.readAllBytes(folder.resolve(hash)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of it or nothing, for the agents of one process at a time. */
  synchronized void write(String hash, AgentConfigMap config) {
    Path file = folder.resolve(hash);
    try {
      if (!Files.exists(file)) {
        Path part = folder.resolve(hash + ".part");
        Files.write(part, config.toByteArray());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
