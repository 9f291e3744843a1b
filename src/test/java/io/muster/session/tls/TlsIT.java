package io.muster.session.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.MusterProcess;
import io.muster.process.TestCertificate;
import io.muster.simulator.ChangePlan;
import io.muster.simulator.ServerUrl;
import io.muster.simulator.Shares;
import io.muster.simulator.Simulation;
import io.muster.simulator.SimulationPlan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS on the agents' port, by either engine. */
class TlsIT {

  private static final TestCertificate FIRST = TestCertificate.make("EC");
  private static final TestCertificate SECOND = TestCertificate.make("EC");

  @TempDir private Path folder;

  @BeforeEach
  void files() {
    FIRST.write(folder);
  }

  private MusterProcess.Launch server() {
    return MusterProcess.server()
        .with("muster.agents.tls.certificate", folder.resolve("server.crt").toString())
        .with("muster.agents.tls.key", folder.resolve("server.key").toString())
        .with("muster.agents.tls.reload-interval", "1s");
  }

  private static SSLSocket connect(MusterProcess server, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.agentPort());
    socket.setSoTimeout(10_000);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return socket;
  }

  private static BigInteger serial(MusterProcess server) throws Exception {
    try (SSLSocket socket = connect(server)) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** The engines that there are: Quarkus has no OpenSSL in a native program. */
  static List<String> engines() {
    return MusterProcess.isNative() ? List.of("jdk") : List.of("openssl", "jdk");
  }

  @ParameterizedTest
  @CsvSource({"wss, auto", "https, jdk"})
  void agentsAreConfiguredOverTls(String scheme, String engine) throws Exception {
    String used = engine.equals("auto") ? engines().getFirst() : engine;
    try (var server = server().with("muster.agents.tls.engine", engine).start()) {
      assertThat(server.log()).contains("tls=" + used, "wss://127.0.0.1");
      JsonNode report = simulate(server, scheme);
      assertThat(report.at("/messages/errors").asInt()).isZero();
      assertThat(report.at("/changes/0/applied/count").asInt()).as(report.toString()).isEqualTo(20);
    }
  }

  private JsonNode simulate(MusterProcess server, String scheme)
      throws IOException, InterruptedException {
    Simulation simulation =
        new Simulation(
            new SimulationPlan(
                List.of(
                    ServerUrl.parse(scheme + "://127.0.0.1:" + server.agentPort() + "/v1/opamp")),
                null,
                20,
                0,
                0,
                Duration.ofMillis(100),
                0.1,
                Shares.NONE,
                null,
                1_000,
                Duration.ofMillis(20),
                List.of(),
                folder.resolve("server.crt"),
                false,
                Duration.ofSeconds(1),
                ChangePlan.onMuster(
                    1,
                    200_000,
                    URI.create("http://127.0.0.1:" + server.operatorPort()),
                    server.token(),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(100)),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1,
                server.pid()),
            InstantSource.system());
    simulation.run();
    return simulation.report().json();
  }

  @Test
  void aNewCertificateIsUsedWithoutARestartAndOneThatDoesNotFitIsNot() throws Exception {
    try (var server = server().start();
        var established = connect(server)) {
      assertThat(serial(server)).isEqualTo(FIRST.certificate().getSerialNumber());

      Files.writeString(folder.resolve("server.crt"), SECOND.chain());
      await().until(() -> server.log().contains("event=certificate_not_renewed"));
      assertThat(serial(server)).isEqualTo(FIRST.certificate().getSerialNumber());

      Files.writeString(folder.resolve("server.key"), SECOND.key());
      // Nobody who comes meanwhile is turned away: an exception would end the waiting.
      await()
          .pollInterval(Duration.ofMillis(1))
          .untilAsserted(
              () -> assertThat(serial(server)).isEqualTo(SECOND.certificate().getSerialNumber()));
      established
          .getOutputStream()
          .write("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".getBytes("US-ASCII"));
      assertThat(new String(established.getInputStream().readNBytes(12), "US-ASCII"))
          .isEqualTo("HTTP/1.1 404");
      assertThat(server.log()).doesNotContain("PRIVATE KEY");
    }
  }

  @Test
  void oldVersionsAreRefusedUnlessSwitchedOn() throws Exception {
    try (var server = server().start()) {
      assertThatThrownBy(() -> connect(server, "TLSv1.2")).isInstanceOf(IOException.class);
    }
    try (var server = server().with("muster.agents.tls.protocols", "TLSv1.3,TLSv1.2").start();
        var socket = connect(server, "TLSv1.2")) {
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void handshakesOverTheLimitAreCutOffUntilOthersEnd(String engine) throws Exception {
    try (var server =
        server()
            .with("muster.agents.tls.engine", engine)
            .with("muster.agents.tls.max-handshakes", "3")
            .with("muster.agents.tls.handshake-timeout", "30s")
            .start()) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        silent.add(new Socket("127.0.0.1", server.agentPort()));
      }
      await()
          .untilAsserted(
              () -> assertThatThrownBy(() -> serial(server)).isInstanceOf(IOException.class));
      for (Socket socket : silent) {
        socket.close();
      }
      await().ignoreExceptions().until(() -> serial(server) != null);
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  @Test
  void aPeerThatSpeaksNoTlsHarmsNobody() throws Exception {
    try (var server = server().start();
        var plain = new Socket("127.0.0.1", server.agentPort())) {
      plain.getOutputStream().write("GET /v1/opamp HTTP/1.1\r\n\r\n".getBytes("US-ASCII"));
      plain.setSoTimeout(10_000);
      byte[] rest = plain.getInputStream().readAllBytes();
      assertThat(new ByteArrayInputStream(rest).readNBytes(4))
          .isNotEqualTo("HTTP".getBytes("US-ASCII"));
      assertThat(serial(server)).isEqualTo(FIRST.certificate().getSerialNumber());
    }
  }

  /** Trusts anyone. */
  private static final class Anyone implements X509TrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
