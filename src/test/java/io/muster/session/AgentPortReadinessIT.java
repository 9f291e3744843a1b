package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.HttpConnection;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose own name does not resolve, as in many containers. */
class AgentPortReadinessIT {

  @Test
  void aServerOnAllAddressesIsReadyWhereNoNameResolves(@TempDir Path folder) throws IOException {
    // The only names that the JDK knows then: every other look-up fails.
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
    try (var server =
            MusterProcess.server()
                .jvm("-Djdk.net.hosts.file=" + hosts)
                .with("muster.agents.host", "0.0.0.0")
                .with("muster.agents.authentication", "none")
                .start();
        var http = new HttpConnection(server.operatorEndpoint())) {
      var answer = http.request("GET", "/readyz", ByteString.EMPTY, List.of());
      assertThat(answer.body().toStringUtf8()).contains("agent-port").doesNotContain("DOWN");
      assertThat(answer.status()).isEqualTo(200);
    }
  }
}
