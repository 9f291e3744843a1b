package io.muster.collector;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What real collectors make of the corpus of configs; remade by `interop/otelcol/effective.py`. */
public final class EffectiveCorpus {

  /** The releases of the collector that were asked. */
  public static final List<String> RELEASES = List.of("0.158.0", "0.161.0");

  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Path FOLDER = RESOURCES.resolve("effective-corpus");
  private static final Path COLLECTOR = RESOURCES.resolve("collector-corpus");
  private static final SecretRedaction REDACTION =
      new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  private EffectiveCorpus() {}

  /** Effective configs by the name of what was offered, as `kind/name`. */
  public static Map<String, String> effective(String release, String kind) {
    Path file = FOLDER.resolve(release + ".json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Map<String, String> all =
          new ObjectMapper().readValue(in, new TypeReference<TreeMap<String, String>>() {});
      Map<String, String> some = new TreeMap<>();
      all.forEach((name, text) -> {
        if (name.startsWith(kind + "/")) {
          some.put(name.substring(kind.length() + 1), text);
        }
      });
      return some;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was offered, of the kinds that are files. */
  public static ConfigDocument offered(String kind, String name) {
    Path folder = kind.equals("collector") ? COLLECTOR : FOLDER;
    Path single = folder.resolve(name + ".yaml");
    try (Stream<Path> files =
        Files.exists(single) ? Stream.of(single) : Files.list(folder.resolve(name))) {
      List<ConfigFile> read = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        read.add(
            new ConfigFile(
                file.getFileName().toString(),
                ByteString.copyFrom(Files.readAllBytes(file)),
                ConfigFile.YAML));
      }
      return new ConfigDocument(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the server keeps and shows it. */
  public static ConfigDocument redacted(ConfigDocument document) {
    return new ConfigDocument(
        document.files().stream()
            .map(f -> new ConfigFile(f.name(), REDACTION.redact(f.body()), f.contentType()))
            .toList());
  }

  /** What an agent reports. */
  public static ConfigDocument reported(String effective) {
    return new ConfigDocument(
        List.of(new ConfigFile("", ByteString.copyFromUtf8(effective), ConfigFile.YAML)));
  }
}
