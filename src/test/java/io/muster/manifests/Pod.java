package io.muster.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a manifest as processes of this machine: command, arguments, variables and probes are
 * the manifest's; volumes are folders, and each path below a mount is that of its folder.
 */
final class Pod implements AutoCloseable {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z_]+)\\)");
  private static final Pattern PATH = Pattern.compile("(|[^/]*=)(/.*)");

  private final JsonNode spec;
  private final String name;
  private final String address;
  private final Namespace namespace;
  private final Path folder;
  private final Path log;
  private @Nullable Process process;

  /**
   * A pod that does not run yet.
   *
   * @param owner a StatefulSet or Job
   * @param address one of the loopback interface
   */
  Pod(JsonNode owner, String name, String address, Namespace namespace) {
    this.spec = owner.at("/spec/template/spec");
    this.name = name;
    this.address = address;
    this.namespace = namespace;
    this.folder = namespace.folder().resolve(name);
    this.log = namespace.folder().resolve(name + ".log");
    for (JsonNode claim : owner.at("/spec/volumeClaimTemplates")) {
      make(folder.resolve(claim.at("/metadata/name").asText()));
    }
  }

  String address() {
    return address;
  }

  /** The folder of a volume. */
  Path volume(String volume) {
    return folder.resolve(volume);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process process() {
    if (process == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return process;
  }

  JsonNode container() {
    return spec.path("containers").path(0);
  }

  /** Makes volumes that live as long as a pod, runs what comes before, and starts the container. */
  Pod start() throws Exception {
    for (JsonNode volume : spec.path("volumes")) {
      prepare(volume);
    }
    for (JsonNode before : spec.path("initContainers")) {
      Process run = launch(before);
      if (!run.waitFor(60, TimeUnit.SECONDS) || run.exitValue() != 0) {
        run.destroyForcibly();
        throw new AssertionError(before.path("name").asText() + " failed:\n" + log());
      }
    }
    process = launch(container());
    return this;
  }

  private Process launch(JsonNode container) throws IOException {
    mount(container);
    Map<String, String> variables = Programs.imageVariables(container);
    for (JsonNode variable : container.path("env")) {
      variables.put(variable.path("name").asText(), value(variable, variables));
    }
    variables.replaceAll((key, value) -> translate(container, value));
    // The client of Infinispan asks DNS itself, past the JVM's hosts file.
    variables.computeIfPresent(
        "MUSTER_STORE_INFINISPAN_HOSTS", (key, value) -> namespace.resolve(value));
    List<String> line = new ArrayList<>();
    Stream.of("command", "args")
        .flatMap(part -> container.path(part).valueStream())
        .map(word -> translate(container, expand(word.asText(), variables)))
        .forEach(line::add);
    ProcessBuilder builder =
        new ProcessBuilder(Programs.command(container, line, namespace.hostsFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("MUSTER_"));
    builder.environment().putAll(variables);
    return builder.start();
  }

  private String value(JsonNode variable, Map<String, String> before) {
    JsonNode secret = variable.at("/valueFrom/secretKeyRef");
    if (secret.isObject()) {
      return namespace.value(secret.path("name").asText(), secret.path("key").asText());
    }
    return switch (variable.at("/valueFrom/fieldRef/fieldPath").asText()) {
      case "status.podIP" -> address;
      case "metadata.name" -> name;
      case "" -> expand(variable.path("value").asText(), before);
      default -> throw new AssertionError("not known to this test: " + variable);
    };
  }

  private static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
  }

  /**
   * Paths of mounts, below and around them as paths of this machine; all addresses as the pod's.
   */
  private String translate(JsonNode container, String text) {
    if (text.equals("0.0.0.0")) {
      return address;
    }
    Matcher path = PATH.matcher(text);
    boolean mounted =
        path.matches()
            && container
                .path("volumeMounts")
                .valueStream()
                .map(mount -> mount.path("mountPath").asText())
                .anyMatch(
                    mount -> isWithin(mount, path.group(2)) || isWithin(path.group(2), mount));
    return mounted ? path.group(1) + folder.resolve("root") + path.group(2) : text;
  }

  private static boolean isWithin(String path, String folder) {
    return Path.of(path).startsWith(folder);
  }

  /** Each volume where its container sees it, below a root of the pod's. */
  private void mount(JsonNode container) throws IOException {
    for (JsonNode mount : container.path("volumeMounts")) {
      Path at = Path.of(folder.resolve("root") + mount.path("mountPath").asText());
      Files.createDirectories(at.resolveSibling("."));
      Files.deleteIfExists(at);
      Files.createSymbolicLink(at, volume(mount.path("name").asText()));
    }
  }

  private void prepare(JsonNode volume) throws IOException {
    Path at = volume(volume.path("name").asText());
    JsonNode secret = volume.path("secret");
    JsonNode configMap = volume.path("configMap");
    if (volume.has("persistentVolumeClaim")) {
      make(at);
      return;
    }
    delete(at);
    make(at);
    if (!secret.isMissingNode() || !configMap.isMissingNode()) {
      String object =
          secret.isMissingNode()
              ? configMap.path("name").asText()
              : secret.path("secretName").asText();
      Map<String, String> wanted = new LinkedHashMap<>();
      secret
          .path("items")
          .forEach(i -> wanted.put(i.path("key").asText(), i.path("path").asText()));
      for (Map.Entry<String, byte[]> file : namespace.object(object).entrySet()) {
        if (wanted.isEmpty() || wanted.containsKey(file.getKey())) {
          Files.write(
              at.resolve(wanted.getOrDefault(file.getKey(), file.getKey())), file.getValue());
        }
      }
      for (String key : wanted.keySet()) {
        namespace.value(object, key);
      }
    }
  }

  /** Asks a probe as the kubelet does, until it succeeds or has failed as often as it may. */
  boolean probe(String kind) throws InterruptedException {
    JsonNode probe = container().path(kind);
    int tries = probe.path("failureThreshold").asInt(3);
    for (int i = 0; i < tries; i++) {
      if (!process().isAlive()) {
        return false;
      }
      if (Probe.of(probe, container()).succeeds(address)) {
        return true;
      }
      process().waitFor(probe.path("periodSeconds").asInt(10), TimeUnit.SECONDS);
    }
    return false;
  }

  /** SIGTERM, and the end within the time that the manifest gives. */
  int stop() throws InterruptedException {
    process().destroy();
    Duration grace = Duration.ofSeconds(spec.path("terminationGracePeriodSeconds").asInt(30));
    if (!process().waitFor(grace.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(name + " is killed after " + grace + ":\n" + log());
    }
    return process().exitValue();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
