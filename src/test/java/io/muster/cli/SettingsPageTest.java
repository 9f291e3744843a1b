package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/settings.md says what the settings interfaces say: names, defaults, meaning. */
class SettingsPageTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path PAGE = Path.of("docs/settings.md");
  private static final Path GENERATED = Path.of("target/settings.md");

  private static final String HEAD =
      """
      # Settings

      <!-- Made from the settings interfaces by SettingsPageTest; do not edit. -->

      Every setting has a default. Set one as a system property (`-Dmuster.fleet.stale-after=2m` in
      `MUSTER_JAVA_OPTS`) or in the environment (`MUSTER_FLEET_STALE_AFTER=2m`: upper case, every other
      character an underscore). The options of `./muster serve` win over both. A setting that does not
      exist, or a value that does not fit, keeps the server from starting and is named.

      Durations are written as `500ms`, `30s`, `5m`, `24h`, `30d` or in ISO 8601, sizes as `64M` or `2G`.
      `MUSTER_JAVA_HOME`, `MUSTER_JAVA_OPTS` and `MUSTER_CACHE` belong to the launcher: another JDK, options for the JVM,
      the folder of the start cache;
      `MUSTER_SERVER`, `MUSTER_TOKEN` and `MUSTER_TOKEN_FILE` to operators' commands ([commands](reference/cli.md)).
      What Kubernetes makes of a Service (`MUSTER_PORT=tcp://10.96.0.7:4320`, `MUSTER_SERVICE_HOST`, `MUSTER_AGENTS_PORT_4320_TCP_ADDR`)
      is no setting, and is passed over.
      """;

  private record Setting(String name, String initial, String meaning) {}

  @Test
  void thePageSaysWhatTheSettingsInterfacesSay() throws IOException {
    String expected = page();
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, expected);

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("docs/settings.md is out of date: copy target/settings.md over it")
        .isEqualTo(expected);
  }

  @Test
  void everySettingOfTheInterfacesIsKnownByTheSameName() {
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> known = new TreeSet<>();
    mappings()
        .forEach((mapping, source) -> {
          settings(mapping, source).forEach(setting -> names.add(setting.name()));
          ConfigClass.configClass(mapping).getProperties().keySet().stream()
              .filter(name -> !name.endsWith("[*]")) // an item of a list
              .forEach(known::add);
        });

    assertThat(names.stream().map(name -> name.replace("<name>", "*")).toList())
        .containsExactlyInAnyOrderElementsOf(known);
    assertThat(known).contains("muster.data", "muster.agents.port", "muster.operators.port");
  }

  /** A Service `muster-x` may hide each setting `muster.x.port`; its initial value is used then. */
  @Test
  void everyPortThatAServiceCouldHideHasItsInitialValue() {
    Map<String, String> ports = new TreeMap<>();
    mappings()
        .forEach((mapping, source) ->
            settings(mapping, source).stream()
                .filter(setting -> KnownSettings.variable(setting.name()).endsWith("_PORT"))
                .forEach(setting -> ports.put(setting.name(), setting.initial())));
    assertThat(ServiceVariablesFilter.INITIAL).containsExactlyInAnyOrderEntriesOf(ports);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    mappings()
        .forEach((mapping, source) -> {
          page.append("\n## `").append(prefix(mapping)).append("`\n\n");
          page.append(javadoc(source, "interface " + mapping.getSimpleName() + " ")).append("\n\n");
          page.append("| setting | default | meaning |\n|---|---|---|\n");
          for (Setting setting : settings(mapping, source)) {
            page.append("| `")
                .append(setting.name())
                .append("` | ")
                .append(setting.initial().isEmpty() ? "" : "`" + setting.initial() + "`")
                .append(" | ")
                .append(setting.meaning().replace("|", "\\|"))
                .append(" |\n");
          }
        });
    return page.toString();
  }

  private static String prefix(Class<?> mapping) {
    return mapping.getAnnotation(ConfigMapping.class).prefix();
  }

  private static List<Setting> settings(Class<?> mapping, String source) {
    List<Setting> settings = new ArrayList<>();
    for (Method method : mapping.getDeclaredMethods()) {
      if (method.isSynthetic() || method.isDefault() || Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      String name = prefix(mapping) + "." + kebab(method.getName());
      WithDefault initial = method.getAnnotation(WithDefault.class);
      settings.add(
          new Setting(
              Map.class.isAssignableFrom(method.getReturnType()) ? name + ".<name>" : name,
              initial == null ? "" : initial.value(),
              javadoc(source, " " + method.getName() + "();")));
    }
    settings.sort(Comparator.comparing(Setting::name));
    return settings;
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The comment before the line that contains the text. */
  private static String javadoc(String source, String text) {
    int at = source.indexOf(text);
    assertThat(at).as("'%s' in its source", text).isPositive();
    int start = source.lastIndexOf("/**", at);
    int end = source.indexOf("*/", start);
    Matcher code =
        Pattern.compile("\\{@(?:code|link) ([^}]*)}")
            .matcher(
                source
                    .substring(start + 3, end)
                    .replaceAll("\\s*\\n\\s*\\* ?", " ")
                    .replaceAll("\\s+", " ")
                    .strip());
    return code.replaceAll("`$1`");
  }

  /** Interfaces with settings and their sources, in the order of their prefixes. */
  private static Map<Class<?>, String> mappings() {
    Map<Class<?>, String> result = new TreeMap<>(Comparator.comparing(SettingsPageTest::prefix));
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        if (source.contains("@ConfigMapping(")) {
          String name = SOURCES.relativize(file).toString().replace('/', '.');
          result.put(Class.forName(name.substring(0, name.length() - ".java".length())), source);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return result;
  }
}
