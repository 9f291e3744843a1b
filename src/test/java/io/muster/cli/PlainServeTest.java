package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainServeTest {

  private static List<Object> options(Serve serve) {
    List<Object> options = new ArrayList<>();
    for (Object option :
        Arrays.asList(
            serve.data,
            serve.agentPort,
            serve.operatorPort,
            serve.agentHost,
            serve.operatorHost,
            serve.store,
            serve.infinispan,
            serve.importFile,
            serve.acceptLoss)) {
      options.add(String.valueOf(option));
    }
    return options;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "serve --data /var/lib/muster",
        "serve --agent-port 0 --operator-port 65535",
        "serve --agent-host 0.0.0.0 --operator-host ::1 --data d",
        "serve --store sqlite",
        "serve --store infinispan --infinispan a:11222;b:11222",
      })
  void whatIsPlainIsReadAsPicocliReadsIt(String line) {
    String[] arguments = line.split(" ", -1);
    Serve plain = Objects.requireNonNull(PlainServe.read(arguments), line);
    Serve full = new Serve();
    new CommandLine(full).parseArgs(Arrays.copyOfRange(arguments, 1, arguments.length));
    assertThat(options(plain)).isEqualTo(options(full));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "health",
        "serve --help",
        "serve --data",
        "serve --data a --data b",
        "serve --data=a",
        "serve --data --agent-port",
        "serve --data @file",
        "serve --data \"a",
        "serve extra word",
        "serve --agent-port 65536",
        "serve --agent-port -1",
        "serve --agent-port +1",
        "serve --agent-port 1x",
        "serve --agent-port 100000000000",
        "serve --store other",
        "serve --infinispan a:1",
        "serve --store sqlite --infinispan a:1",
        "serve --accept-loss --data a",
        "serve --import file",
      })
  void everythingElseIsLeftToPicocli(String line) {
    assertThat(PlainServe.read(line.isEmpty() ? new String[0] : line.split(" ", -1))).isNull();
  }

  /** An option that is added there is no plain one until somebody has thought of it. */
  @Test
  void noOptionIsForgotten() {
    assertThat(new CommandLine(new Serve()).getCommandSpec().options())
        .extracting(option -> option.longestName())
        .containsExactlyInAnyOrder(
            "--data",
            "--agent-port",
            "--operator-port",
            "--agent-host",
            "--operator-host",
            "--store",
            "--infinispan",
            "--import",
            "--accept-loss",
            "--help",
            "--version");
  }
}
