package io.muster.conformance;

import com.google.protobuf.ByteString;
import java.util.Map;

/**
 * A config to be pushed.
 *
 * @param files by name
 */
public record ConfigFiles(Map<String, File> files) {

  /**
   * One file.
   *
   * @param body raw bytes
   * @param contentType a media type or the empty text
   */
  public record File(ByteString body, String contentType) {}

  /** Freezes the files. */
  public ConfigFiles {
    files = Map.copyOf(files);
  }

  /** A collector config as users put it: one YAML file of the default name. */
  public static ConfigFiles yaml(String body) {
    return file("collector.yaml", body, "text/yaml");
  }

  /** One text file. */
  public static ConfigFiles file(String name, String body, String contentType) {
    return new ConfigFiles(Map.of(name, new File(ByteString.copyFromUtf8(body), contentType)));
  }

  /** A valid, unique collector config, so that no two tests share a hash by accident. */
  public static ConfigFiles unique() {
    return yaml("# " + System.nanoTime() + "\nreceivers: {}\n");
  }
}
