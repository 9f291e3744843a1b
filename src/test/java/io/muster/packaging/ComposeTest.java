package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compose.yaml names is there: files, secrets, volumes, services, settings, images. */
class ComposeTest {

  /** `ws://muster:4320`, `muster:8080` in quotes. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[a-z]+://|\")([a-z][a-z0-9-]*):(\\d+)\\b");

  private static final Pattern SECRET = Pattern.compile(Compose.SECRETS + "([a-z-]+)");

  private static final Pattern SETTING = Pattern.compile("\\| `(muster\\.[^`]+)` \\|");

  /** Ports that other programs listen on unless they are told otherwise. */
  private static final Map<String, Set<String>> PORTS =
      Map.of(
          "muster", Set.of("4320", "8080"),
          "agents", Set.of(),
          "collector", Set.of("4317", "4318", "8888"),
          "prometheus", Set.of("9090"),
          "grafana", Set.of("3000"));

  private final Compose compose = Compose.read();

  /** The files that services are configured by, those beside compose.yaml and the others. */
  private static String configs(JsonNode service) throws IOException {
    ObjectNode bare = service.deepCopy();
    bare.remove("image");
    StringBuilder all = new StringBuilder(bare.toString());
    for (Compose.Mount mount : Compose.mounts(service)) {
      if (mount.named()) {
        continue;
      }
      Path source = Compose.FOLDER.resolve(mount.source());
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all.append('\n').append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  private static boolean ours(JsonNode service) {
    return service.path("image").asText().startsWith("muster:");
  }

  @Test
  void everyImageIsOneVersion() throws IOException {
    String version =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1)
            .replace("-SNAPSHOT", "");
    compose
        .services()
        .forEach((name, service) -> {
          String image = service.path("image").asText();
          assertThat(image).as(name).matches("(muster|docker\\.io/[a-z/-]+):v?\\d+\\.\\d+\\.\\d+");
          if (ours(service)) {
            assertThat(image).isEqualTo("muster:" + version);
          }
        });
    JsonNode build = compose.service("muster").path("build");
    Path context = Compose.FOLDER.resolve(build.path("context").asText()).normalize();
    assertThat(context.resolve(build.path("dockerfile").asText())).isRegularFile();
  }

  @Test
  void everyFileThatIsMountedIsThereAndNobodyWritesIt() {
    Set<String> volumes = new HashSet<>();
    compose
        .services()
        .forEach((name, service) -> {
          for (Compose.Mount mount : Compose.mounts(service)) {
            assertThat(mount.target()).as(name).startsWith("/");
            if (mount.named()) {
              volumes.add(mount.source());
              assertThat(mount.mode()).as(mount.source()).isEqualTo("rw");
            } else {
              assertThat(Compose.FOLDER.resolve(mount.source())).as(name).exists();
              assertThat(mount.mode()).as(mount.source()).isEqualTo("ro");
            }
          }
        });
    List<String> declared = new ArrayList<>();
    compose.root().path("volumes").fieldNames().forEachRemaining(declared::add);
    assertThat(volumes).containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void whatCommandsNameIsMounted() {
    compose
        .services()
        .forEach((name, service) -> {
          List<String> targets =
              Compose.mounts(service).stream().map(Compose.Mount::target).toList();
          for (String word : Compose.words(service.path("command"))) {
            String value = word.substring(word.indexOf('=') + 1);
            if (value.startsWith("/") && !value.startsWith(Compose.SECRETS)) {
              assertThat(targets).as("%s %s", name, word).contains(value);
            }
          }
        });
  }

  @Test
  void everySecretIsAFileThatTheScriptMakesAndIsGivenToWhoReadsIt(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path script = folder.resolve("secrets.sh");
    Files.copy(Compose.FOLDER.resolve("secrets.sh"), script);
    assertThat(Programs.output("sh", script.toString())).contains("made secrets/");
    JsonNode declared = compose.root().path("secrets");
    declared
        .properties()
        .forEach(each -> {
          Path file = folder.resolve(each.getValue().path("file").asText());
          assertThat(file).content().hasSize(64).matches("[0-9a-f]+");
        });
    String before = Files.readString(folder.resolve("secrets/agents-token"));
    assertThat(Programs.output("sh", script.toString())).as("the second time").isEmpty();
    assertThat(folder.resolve("secrets/agents-token")).hasContent(before);

    Set<String> used = new TreeSet<>();
    for (Map.Entry<String, JsonNode> each : compose.services().entrySet()) {
      Set<String> read = new TreeSet<>();
      SECRET.matcher(configs(each.getValue())).results().forEach(m -> read.add(m.group(1)));
      assertThat(Compose.words(each.getValue().path("secrets")))
          .as(each.getKey())
          .containsExactlyInAnyOrderElementsOf(read);
      used.addAll(read);
    }
    List<String> names = new ArrayList<>();
    declared.fieldNames().forEachRemaining(names::add);
    assertThat(used).containsExactlyInAnyOrderElementsOf(names);
    assertThat(Files.readString(Path.of(".gitignore"))).contains("deploy/compose/secrets/");
    assertThat(Files.readString(Path.of(".dockerignore"))).contains("\ndeploy/compose/secrets");
    assertThat(Files.readString(Path.of("packaging/tarball.xml")))
        .contains("<exclude>deploy/compose/secrets/**</exclude>");
  }

  @Test
  void everyAddressIsAServiceThatListensThere() throws IOException {
    Set<String> found = new TreeSet<>();
    for (JsonNode service : compose.services().values()) {
      for (var match : ADDRESS.matcher(configs(service)).results().toList()) {
        String host = match.group(1);
        found.add(host);
        assertThat(PORTS).as(match.group()).containsKey(host);
        assertThat(PORTS.get(host)).as(match.group()).contains(match.group(2));
      }
    }
    assertThat(found).contains("muster", "prometheus", "collector");
    compose
        .services()
        .forEach((name, service) -> {
          for (String port : Compose.words(service.path("ports"))) {
            String[] parts = port.split(":", -1);
            assertThat(PORTS.get(name)).as(port).contains(parts[parts.length - 1]);
            boolean published = parts.length == 2;
            assertThat(published)
                .as("%s only the agents' port is for all", port)
                .isEqualTo(port.equals("4320:4320"));
          }
        });
  }

  @Test
  void everySettingIsOneThatThereIs() throws IOException {
    List<Pattern> known =
        SETTING
            .matcher(Files.readString(Path.of("docs/settings.md")))
            .results()
            .map(m ->
                Pattern.compile(
                    m.group(1)
                        .toUpperCase(Locale.ROOT)
                        .replaceAll("[.-]", "_")
                        .replaceAll("<[A-Z]+>", "[A-Z0-9_]+")))
            .toList();
    int given = 0;
    for (Map.Entry<String, JsonNode> each : compose.services().entrySet()) {
      if (ours(each.getValue())) {
        for (String name : compose.environment(each.getKey()).keySet()) {
          given++;
          assertThat(known).as(name).anyMatch(pattern -> pattern.matcher(name).matches());
        }
      }
    }
    assertThat(given).isPositive();
  }

  @Test
  void whoIsWaitedForHasAHealthCheck() throws IOException {
    String image = Files.readString(Path.of("src/main/docker/Dockerfile.jvm"));
    assertThat(image).contains("\nHEALTHCHECK ");
    compose
        .services()
        .forEach((name, service) -> {
          service
              .path("depends_on")
              .properties()
              .forEach(other -> {
                JsonNode awaited = compose.service(other.getKey());
                assertThat(compose.services())
                    .as("%s depends on %s", name, other.getKey())
                    .containsKey(other.getKey());
                if (other.getValue().path("condition").asText().equals("service_healthy")) {
                  assertThat(awaited.path("healthcheck").has("test") || ours(awaited))
                      .as("%s waits for %s", name, other.getKey())
                      .isTrue();
                  assertThat(awaited.path("healthcheck").path("disable").asBoolean()).isFalse();
                }
              });
          assertThat(service.path("restart").asText()).as(name).isEqualTo("unless-stopped");
          assertThat(Compose.words(service.path("cap_drop"))).as(name).containsExactly("ALL");
        });
  }

  @Test
  void prometheusTakesItsConfigWithTheRules(@TempDir Path folder)
      throws IOException, InterruptedException {
    Optional<Path> promtool =
        Stream.concat(
                Stream.of(System.getProperty("promtool.program", "")),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(each -> each + "/promtool"))
            .filter(file -> !file.isEmpty())
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        promtool.isPresent(),
        "no promtool: install Debian's package prometheus, or name it by -Dpromtool.program");
    for (Compose.Mount mount : Compose.mounts(compose.service("prometheus"))) {
      if (!mount.named()) {
        Files.copy(
            Compose.FOLDER.resolve(mount.source()),
            folder.resolve(Path.of(mount.target()).getFileName().toString()));
      }
    }
    Process process =
        new ProcessBuilder(promtool.orElseThrow().toString(), "check", "config", "prometheus.yml")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("1 rule files found");
  }
}
