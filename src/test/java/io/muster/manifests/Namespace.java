package io.muster.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What pods find around them: Secrets and ConfigMaps by name and key, and names of hosts. Each pod
 * has an address of its own on the loopback interface, so that ports stay as the manifests have
 * them.
 */
final class Namespace {

  /** The configuration of names and of other pods, and the volumes. */
  private final Path folder;

  private final Map<String, Map<String, byte[]>> files = new TreeMap<>();
  private final Map<String, String> hosts = new TreeMap<>(Map.of("localhost", "127.0.0.1"));

  Namespace(Path folder) {
    this.folder = folder;
  }

  /** Adds a key to a Secret or a ConfigMap. */
  Namespace with(String object, String key, byte[] value) {
    files.computeIfAbsent(object, name -> new TreeMap<>()).put(key, value);
    return this;
  }

  Namespace with(String object, String key, String value) {
    return with(object, key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A name that resolves to an address: a Service, or a pod of a headless one. */
  Namespace host(String name, String address) {
    hosts.put(name, address);
    return this;
  }

  /** All of a Secret or ConfigMap; a pod that names one that is not there does not start. */
  Map<String, byte[]> object(String name) {
    Map<String, byte[]> found = files.get(name);
    if (found == null) {
      throw new MissingObject(name);
    }
    return found;
  }

  String value(String object, String key) {
    byte[] value = object(object).get(key);
    if (value == null) {
      throw new MissingObject(object + "/" + key);
    }
    return new String(value, StandardCharsets.UTF_8);
  }

  Path folder() {
    return folder;
  }

  /** A text with addresses for names. */
  String resolve(String text) {
    String resolved = text;
    for (Map.Entry<String, String> host : hosts.entrySet()) {
      resolved = resolved.replace(host.getKey(), host.getValue());
    }
    return resolved;
  }

  /** The names as a hosts file, of which a JVM knows no others. */
  Path hostsFile() {
    StringBuilder lines = new StringBuilder();
    hosts.forEach((name, address) -> lines.append(address).append(' ').append(name).append('\n'));
    try {
      return Files.writeString(folder.resolve("hosts"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pod waits for an object that does not exist. */
  static final class MissingObject extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingObject(String name) {
      super("CreateContainerConfigError: there is no " + name);
    }
  }
}
