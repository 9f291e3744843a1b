package io.muster.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Quarkus initialises all classes while it builds a native image, unless they are named to be
 * initialised when it runs. One of the first kind that initialises one of the second breaks the
 * build; one that holds a thread or a source of randomness breaks the program.
 */
class InitializationTest {

  private static final Pattern INITIALISED = Pattern.compile("Initializing '([^']+)'");
  private static final Pattern BEGINS = Pattern.compile("at build time: (.+)");
  private static final Pattern RUN_TIME = Pattern.compile("--initialize-at-run-time=(\\S+)");

  /** What Quarkus names in addition to what Netty names itself. */
  private static final List<String> QUARKUS =
      List.of(
          "io.netty.buffer.Unpooled",
          "io.netty.buffer.UnpooledByteBufAllocator",
          "io.netty.buffer.AbstractReferenceCountedByteBuf",
          "io.netty.handler.codec.ReplayingDecoderByteBuf",
          "io.netty.handler.codec.http.HttpObjectAggregator",
          "io.netty.handler.ssl.JdkSslServerContext",
          "io.netty.util.internal.PlatformDependent",
          "io.netty.util.internal.PlatformDependent0");

  @Test
  void nothingInitialisedByTheBuildInitialisesWhatMustWait() throws Exception {
    List<String> runTime = runTime();
    assertThat(runTime)
        .contains("com.google.protobuf", "io.muster.protocol.proto", "io.netty.channel.epoll");
    Set<String> broken = new TreeSet<>();
    String current = "the start";
    for (String line : initialiseAll(runTime)) {
      Matcher begins = BEGINS.matcher(line);
      Matcher initialised = INITIALISED.matcher(line);
      if (begins.matches()) {
        current = begins.group(1);
      } else if (initialised.find()) {
        String name = initialised.group(1).replace('/', '.');
        if (runTime.stream().anyMatch(p -> name.equals(p) || name.startsWith(p + "."))) {
          broken.add(current + " initialises " + name);
        }
      } else {
        broken.add(line); // it holds something, or failed
      }
    }
    assertThat(broken)
        .as("name the first class in native-image.properties, or make it do without")
        .isEmpty();
    assertThat(current).as("all were tried").startsWith("io.muster.telemetry.");
  }

  private static List<String> initialiseAll(List<String> runTime) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+init=info",
                "-Xlog:disable",
                "-Xlog:class+init=info:stdout:none",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                InitializeAll.class.getName()));
    command.addAll(runTime);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      List<String> lines =
          new String(out.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.contains("class verification for"))
              .toList();
      assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
      return lines;
    }
  }

  /** Ours, Netty's and Quarkus' own. */
  private static List<String> runTime() throws IOException {
    Set<String> names = new TreeSet<>(QUARKUS);
    for (String library :
        List.of(
            "io.muster/muster",
            "io.netty/netty-buffer",
            "io.netty/netty-common",
            "io.netty/netty-handler",
            "io.netty/netty-codec-http",
            "io.netty/netty-transport-classes-epoll")) {
      String path = "META-INF/native-image/" + library + "/native-image.properties";
      List<URL> found =
          Collections.list(InitializationTest.class.getClassLoader().getResources(path));
      assertThat(found).as(path).hasSize(1);
      Properties properties = new Properties();
      try (InputStream in = found.getFirst().openStream()) {
        properties.load(in);
      }
      Matcher named = RUN_TIME.matcher(properties.getProperty("Args"));
      while (named.find()) {
        names.addAll(Arrays.asList(named.group(1).split(",")));
      }
    }
    return List.copyOf(names);
  }
}
