package io.muster.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Manifests in files: objects with kind, name and spec, several to a file. A config's files may
 * stand in files of their own, named by `from` from the manifest's folder; those are no manifests,
 * wherever they are.
 */
public final class ManifestFiles {

  private static final int MAX_CHARACTERS = 96 << 20;
  private static final int MAX_FILES = 10_000;
  private static final int MAX_DEPTH = 100;
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "Manifests in YAML or JSON; a folder means the .yaml, .yml and .json files in it and in"
              + " the folders below, - the standard input. Can be given several times.")
  List<Path> files = new ArrayList<>();

  /** Null where no command is. */
  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description =
          "What stands for $${var:NAME} in manifests; the bodies of configs are left as they are."
              + " Can be given several times.")
  Map<String, String> variables = new HashMap<>();

  /**
   * A file and what was read of it.
   *
   * @param source its name for messages
   * @param folder where what it names is
   * @param wrong why it could not be read
   */
  private record Source(
      String source,
      @Nullable Path file,
      Path folder,
      List<ReadManifest> manifests,
      @Nullable WrongManifest wrong) {

    /** The files that its manifests take texts from. */
    Set<Path> named() {
      Set<Path> named = new LinkedHashSet<>();
      manifests.forEach(manifest ->
          manifest.from().forEach(from -> named.add(real(folder.resolve(from.file())))));
      return named;
    }
  }

  /** Reads all of them. */
  ReadManifests read() throws IOException {
    if (files.isEmpty() && spec != null) {
      throw new ParameterException(spec.commandLine(), "say which manifests: -f FILE");
    }
    List<ReadManifest> manifests = new ArrayList<>();
    for (Source source : manifestsOnly(sources())) {
      if (source.wrong() != null) {
        throw source.wrong();
      }
      for (ReadManifest manifest : source.manifests()) {
        for (ReadManifest.From from : manifest.from()) {
          take(manifest, from, source);
        }
        manifest.requireContent();
        manifests.add(manifest);
      }
    }
    if (manifests.isEmpty()) {
      throw new IOException("there is no manifest in " + files);
    }
    return new ReadManifests(manifests);
  }

  private List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      if (file.toString().equals(STANDARD_INPUT)) {
        String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        sources.add(source("standard input", null, Path.of(""), text));
      } else if (Files.isDirectory(file)) {
        for (Path each : folder(file)) {
          sources.add(source(each));
        }
      } else {
        sources.add(source(file));
      }
      if (sources.size() > MAX_FILES) {
        throw new IOException(files + " have more than " + MAX_FILES + " files");
      }
    }
    return sources;
  }

  private Source source(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return source(file.toString(), file, parent == null ? Path.of("") : parent, text(file));
  }

  private Source source(String name, @Nullable Path file, Path folder, String text) {
    try {
      List<ReadManifest> read = new YamlManifests(name, text, new Variables(variables)).read();
      return new Source(name, file, folder, read, null);
    } catch (WrongManifest wrong) {
      return new Source(name, file, folder, List.of(), wrong);
    }
  }

  /**
   * Without the files that others take texts from. What such a file seems to name does not count,
   * unless it is one that only such files name.
   */
  private static List<Source> manifestsOnly(List<Source> sources) {
    Set<Path> byAny = new LinkedHashSet<>();
    sources.forEach(source -> byAny.addAll(source.named()));
    Set<Path> bodies = new LinkedHashSet<>();
    sources.stream()
        .filter(source -> !isAmong(source, byAny))
        .forEach(source -> bodies.addAll(source.named()));
    for (Source source : sources) {
      if (isAmong(source, byAny) && !isAmong(source, bodies)) {
        bodies.addAll(source.named());
      }
    }
    return sources.stream().filter(source -> !isAmong(source, bodies)).toList();
  }

  private static boolean isAmong(Source source, Set<Path> paths) {
    return source.file() != null && paths.contains(real(source.file()));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize(); // It is not there, which is said when it is read.
    }
  }

  private static void take(ReadManifest manifest, ReadManifest.From from, Source source)
      throws IOException {
    Path file = source.folder().resolve(from.file());
    String shown = shown(source, from.file());
    try {
      manifest.take(from, shown, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw WrongManifest.at(
          manifest.places().of(from.pointer() + "/from"),
          shown + " cannot be read: " + Failures.reason(e));
    }
  }

  /** The way to a file as the user would write it, beside the way to its manifest. */
  private static String shown(Source source, String from) {
    Path parent = source.file() == null ? null : source.file().getParent();
    return parent == null ? from : parent.resolve(from).normalize().toString();
  }

  /** A file with one mapping in YAML or JSON. */
  static ObjectNode object(Path file) throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setLabel(file.toString()).build();
    try {
      if (RestClient.JSON.valueToTree(new Load(settings).loadFromString(text(file)))
          instanceof ObjectNode object) {
        return object;
      }
    } catch (YamlEngineException e) {
      throw new IOException(file + " is no YAML: " + e.getMessage(), e);
    }
    throw new IOException(file + " is not a mapping, as 'stages: [{percent: 100}]'");
  }

  /** The files of a folder and of those below, but for hidden ones, as `.git`. */
  private static List<Path> folder(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, MAX_DEPTH)) {
      return all.filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
          .filter(file -> !hidden(folder.relativize(file)))
          .filter(Files::isRegularFile)
          .sorted()
          .limit(MAX_FILES + 1L)
          .toList();
    }
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + Failures.reason(e), e);
    }
  }
}
