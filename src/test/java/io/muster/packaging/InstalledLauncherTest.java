package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of what is installed, before a JVM of its own: which Java, which cache. */
class InstalledLauncherTest {

  /** A JVM that says how it was started; a cache that it is to write is a file. */
  private static final String JAVA =
      """
      #!/bin/sh
      echo "java of $(cd "${0%/*}/.." && pwd):" "$@"
      for each in "$@"; do
        case $each in
          -XX:AOTCacheOutput=*) echo cache >"${each#*=}" ;;
        esac
      done
      """;

  @TempDir private Path folder;

  private Path home;
  private final Map<String, String> environment = new TreeMap<>();

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void install() throws IOException {
    home = folder.resolve("muster-1.0");
    Path lib = Files.createDirectories(home.resolve("lib"));
    Files.createDirectories(home.resolve("bin"));
    executable(home.resolve("bin/muster"), Files.readString(Path.of("packaging/muster")));
    executable(home.resolve("muster"), Files.readString(Path.of("packaging/here")));
    Files.copy(Path.of("packaging/cache.sh"), lib.resolve("cache.sh"));
    try (Stream<Path> files = Files.list(Path.of("bin"))) {
      for (Path file : files.toList()) {
        Files.copy(file, lib.resolve(file.getFileName()));
      }
    }
    Files.writeString(lib.resolve("version"), "1.0\n");
    Files.writeString(lib.resolve("build"), "aaaa\n");
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", folder.resolve("home").toString());
    // Of the test's machine none is to be found.
    String finder = Files.readString(lib.resolve("find-jdk.sh"));
    assertThat(finder).contains(" /usr/lib/jvm/* /opt/*jdk* /opt/java/* ");
    Files.writeString(
        lib.resolve("find-jdk.sh"),
        finder
            .replace(" /usr/lib/jvm/* /opt/*jdk* /opt/java/* ", " " + folder + "/jvm/* ")
            .replace("command -v", "PATH=" + folder + "/path command -v"));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** A runtime without a compiler. */
  private Path java(String place, String release) throws IOException {
    Path java = folder.resolve(place);
    executable(java.resolve("bin/java"), JAVA);
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + release + "\"\n");
    return java;
  }

  private Ran run(Path program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Ran muster(String... arguments) throws IOException, InterruptedException {
    return run(home.resolve("bin/muster"), arguments);
  }

  @Test
  void withoutJavaItSaysWhatToInstall() throws Exception {
    Ran ran = muster("serve");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .startsWith("Muster needs Java 25 or newer (a runtime is enough), and found none.\n")
        .contains("apt install openjdk-25-jre-headless", "MUSTER_JAVA_HOME")
        .hasLineCount(3);
  }

  @Test
  void aJavaThatIsTooOldIsNamed() throws Exception {
    Path old = java("jvm/java-21", "21.0.4");
    Path older = java("old", "1.8.0_402");
    environment.put("JAVA_HOME", older.toString());
    assertThat(muster("get", "agents").err())
        .contains(
            "found none. Found only:\n  %s (release 8)\n  %s (release 21)\n".formatted(older, old));
  }

  @Test
  void aRuntimeIsEnoughAndTheOneNamedForMusterIsFirst() throws Exception {
    Path runtime = java("jvm/java-25", "25.0.3");
    assertThat(muster("get", "agents").out()).startsWith("java of " + runtime + ":");
    Path mine = java("mine", "26");
    environment.put("MUSTER_JAVA_HOME", mine.toString());
    assertThat(muster("get", "agents").out()).startsWith("java of " + mine + ":");
  }

  @Test
  void theJavaThatAPackageBringsIsTakenBeforeAllOthers() throws Exception {
    environment.put("JAVA_HOME", java("jvm/java-25", "25.0.3").toString());
    Path own = java("muster-1.0/jre", "25.0.3");
    assertThat(muster("get", "agents").out()).startsWith("java of " + own + ":");
  }

  @Test
  void aScriptOnThePathThatStartsJavaIsAskedWhichOne() throws Exception {
    Path real = java("elsewhere", "25.0.3");
    executable(
        folder.resolve("path/java"), "#!/bin/sh\necho '    java.home = %s' >&2\n".formatted(real));
    environment.put("PATH", folder.resolve("path") + ":/usr/bin:/bin");
    assertThat(muster("get", "agents").out()).startsWith("java of " + real + ":");
  }

  @Test
  void aLinkToTheLauncherAndTheOneAtTheTopAreAsGood() throws Exception {
    java("jvm/java-25", "25.0.3");
    Path link = Files.createSymbolicLink(folder.resolve("muster"), home.resolve("bin/muster"));
    String wanted = "-jar " + home.resolve("lib/app/quarkus-run.jar") + " get agents\n";
    assertThat(run(link, "get", "agents").out()).endsWith(wanted);
    assertThat(run(home.resolve("muster"), "get", "agents").out()).endsWith(wanted);
  }

  @Test
  void helpNeedsNoJavaAndCompletionSaysNothingWithoutOne() throws Exception {
    assertThat(muster("rollout", "start", "--help").out())
        .startsWith("Usage: muster rollout start ");
    Ran completion = muster("__complete", "get", "");
    assertThat(completion).isEqualTo(new Ran(0, "", ""));
  }

  @Test
  void theCacheIsMadeOnceByAServerAndNeverWhereItIsInstalled() throws Exception {
    java("jvm/java-25", "25.0.3");
    Path cache = folder.resolve("home/.cache/muster/1.0");
    assertThat(muster("get", "agents").err()).isEmpty();
    assertThat(cache).doesNotExist();

    List<Path> before = files(home);
    Ran first = muster("serve");
    assertThat(first.err()).startsWith("Starting it once, so that later starts are quick");
    assertThat(first.out()).contains("-XX:AOTCache=" + cache.resolve("muster.aot") + " ");
    assertThat(cache.resolve("muster.aot")).hasContent("cache");
    assertThat(files(home)).isEqualTo(before);

    assertThat(muster("serve").err()).isEmpty();
    assertThat(muster("simulate", "--agents", "1").out()).contains("=" + cache);
  }

  @Test
  void whatWasMadeForAnotherBuildOrAnotherJavaIsMadeAnew() throws Exception {
    Path java = java("jvm/java-25", "25.0.3");
    muster("serve");
    Files.writeString(home.resolve("lib/build"), "bbbb\n");
    assertThat(muster("get", "agents").out()).doesNotContain(".cache");
    assertThat(muster("serve").err()).contains("Starting it once");
    assertThat(muster("serve").err()).isEmpty();
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.4\"\n");
    assertThat(muster("serve").err()).contains("Starting it once");
  }

  @Test
  void withoutAFolderForItThereIsNoCacheAndNoWordOfIt() throws Exception {
    java("jvm/java-25", "25.0.3");
    environment.put("MUSTER_CACHE", "off");
    assertThat(muster("serve"))
        .satisfies(ran -> {
          assertThat(ran.err()).isEmpty();
          assertThat(ran.out()).contains(" serve\n");
        });
    environment.remove("MUSTER_CACHE");
    environment.remove("HOME");
    assertThat(muster("serve").err()).isEmpty();
    environment.put("XDG_CACHE_HOME", Files.createFile(folder.resolve("a-file")).toString());
    assertThat(muster("serve").err()).isEmpty();
  }

  @Test
  void whileAnotherStartMakesTheCacheAServerDoesNotWait() throws Exception {
    java("jvm/java-25", "25.0.3");
    Files.createDirectories(folder.resolve("home/.cache/muster/1.0/lock"));
    assertThat(muster("serve").err()).isEmpty();
  }

  @Test
  void aClusterForTryingNeedsJarsThatAreNotInstalled() throws Exception {
    java("jvm/java-25", "25.0.3");
    Ran ran = muster("cluster");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--infinispan-class-path");
    assertThat(muster("cluster", "--infinispan-class-path", "x").out()).contains(" cluster ");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }
}
