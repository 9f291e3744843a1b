package io.muster.cli.cluster;

import io.quarkus.runtime.ImageMode;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The programs that a cluster on this machine is made of. */
final class Programs {

  private Programs() {}

  /**
   * Muster itself, as this process runs it: the same native program, or the same JVM with its
   * options and jar.
   *
   * @param option a system property for it, as {@code -Dname=value}
   */
  static List<String> muster(String option) {
    List<String> command = new ArrayList<>();
    if (ImageMode.current() == ImageMode.NATIVE_RUN) {
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.add(option);
    } else {
      command.add(java());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.add(option);
      command.add("-jar");
      command.add(System.getProperty("java.class.path"));
    }
    return command;
  }

  /**
   * A JVM: that of this process, or, as a native program has none, that of {@code JAVA_HOME} or of
   * the path.
   *
   * @throws NotReady if there is none
   */
  static String java() {
    return java(System.getProperty("java.home"), System.getenv());
  }

  static String java(@Nullable String own, Map<String, String> environment) {
    String home = own != null ? own : environment.get("JAVA_HOME");
    Stream<Path> onPath = Stream.of(environment.getOrDefault("PATH", "").split(":")).map(Path::of);
    return Stream.concat(home == null ? Stream.of() : Stream.of(Path.of(home, "bin")), onPath)
        .map(folder -> folder.resolve("java"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() ->
            new NotReady(
                "Infinispan needs a JVM, and there is none: point JAVA_HOME at a JDK of release 25"));
  }
}
