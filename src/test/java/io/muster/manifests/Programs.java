package io.muster.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.Dockerfile;
import io.muster.process.InfinispanJars;
import io.muster.process.MusterProcess;
import io.muster.process.StartCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What images have, without images: Muster as it is packaged, Infinispan's server and command. */
final class Programs {

  private static final String INFINISPAN = "/opt/infinispan/bin/";

  private Programs() {}

  /** The variables that the image sets by itself. */
  static Map<String, String> imageVariables(JsonNode container) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (container.path("image").asText().contains("/muster:")) {
      variables.putAll(Dockerfile.read("Dockerfile.jvm").image().environment());
      variables.remove("PATH");
    }
    return variables;
  }

  /**
   * A command and its arguments as they run here.
   *
   * @param line the manifest's, without the image's own entry point
   * @param hosts the names that resolve
   */
  static List<String> command(JsonNode container, List<String> line, Path hosts) {
    List<String> command = new ArrayList<>();
    if (!container.has("command")) {
      List<String> options = new ArrayList<>(MusterProcess.JVM);
      options.addAll(StartCache.options());
      options.add("-Djdk.net.hosts.file=" + hosts);
      options.add("-Xmx256m");
      command.addAll(MusterProcess.command(options.toArray(String[]::new)));
      command.addAll(line);
      return command;
    }
    String program = line.getFirst();
    if (!program.startsWith(INFINISPAN)) {
      return line;
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command.addAll(List.of(java, "-Djdk.net.hosts.file=" + hosts, "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"));
    if (program.endsWith("server.sh")) {
      // As server.sh has them.
      command.add("-Djava.util.logging.manager=org.infinispan.server.loader.LogManager");
    }
    command.addAll(List.of("-cp", InfinispanJars.classPath()));
    command.add(
        program.endsWith("server.sh")
            ? "org.infinispan.server.Bootstrap"
            : "org.infinispan.cli.commands.CLI");
    command.addAll(line.subList(1, line.size()));
    return command;
  }
}
