package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.process.InfinispanJars;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.Lifespan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with the configuration of deploy/infinispan: login and TLS. */
class DeployedConfigurationIT {

  private static final String PASSWORD = "not-a-secret";
  private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

  @Test
  void theStoreWorksWithLoginAndTlsAndRefusesAnythingLess(@TempDir Path folder) throws Exception {
    InfinispanServers servers = InfinispanJars.servers(folder);
    Path conf = servers.conf(0);
    Path trust = certificate(conf, folder);
    createUser(servers.root(0));
    Files.copy(Path.of("deploy/infinispan/infinispan.xml"), conf.resolve("deployed.xml"));
    Child child =
        servers.start(0, "deployed.xml", List.of("-Dmuster.keystore.password=" + PASSWORD));
    try {
      servers.await(child);
      InfinispanOptions plain = RealServer.options(servers);
      InfinispanOptions.Tls tls = new InfinispanOptions.Tls(trust, PASSWORD, "localhost");
      InfinispanOptions options =
          plain.with(tls).with(new InfinispanOptions.Login("muster", PASSWORD));
      try (InfinispanStore store = RealServer.open(options)) {
        ByteString value = ByteString.copyFromUtf8("x");
        store.put(CacheName.DESIRED, "a", value, Lifespan.FOREVER).join();
        assertThat(store.get(CacheName.DESIRED, "a").orElseThrow().value()).isEqualTo(value);
      }
      assertThat(new CacheSetup(options).check(CacheName.DESIRED)).isTrue();
      assertRefused(plain.with(tls).with(new InfinispanOptions.Login("muster", "wrong")));
      assertRefused(options.with(new InfinispanOptions.Tls(trust, PASSWORD, "another.example")));
      assertRefused(
          plain
              .with(new InfinispanOptions.Tls(null, null, null))
              .with(new InfinispanOptions.Login("muster", PASSWORD)));
    } finally {
      child.kill();
    }
  }

  private static void assertRefused(InfinispanOptions options) {
    assertThatThrownBy(() -> RealServer.open(options).close())
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("refuses the connection: ")
        .hasMessageContaining("Check muster.store.infinispan.user, password, tls and trust-store")
        .message()
        .doesNotContain(PASSWORD, "wrong");
  }

  /** Makes a key store of the server; the trust store to match. */
  private static Path certificate(Path conf, Path folder) throws Exception {
    String keys = conf.resolve("server.p12").toString();
    String file = folder.resolve("server.pem").toString();
    Path trust = folder.resolve("trust.p12");
    List<String> password = List.of("-storetype", "PKCS12", "-storepass", PASSWORD);
    run(
        password,
        BIN.resolve("keytool").toString(),
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        keys);
    run(
        password,
        BIN.resolve("keytool").toString(),
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-file",
        file,
        "-keystore",
        keys);
    run(
        password,
        BIN.resolve("keytool").toString(),
        "-importcert",
        "-noprompt",
        "-alias",
        "server",
        "-file",
        file,
        "-keystore",
        trust.toString());
    return trust;
  }

  private static void createUser(Path root) throws Exception {
    run(
        List.of(),
        BIN.resolve("java").toString(),
        "-cp",
        InfinispanJars.classPath(),
        "org.infinispan.cli.commands.CLI",
        "user",
        "create",
        "muster",
        "-p",
        PASSWORD,
        "-g",
        "admin",
        "-s",
        root.toString());
  }

  private static void run(List<String> more, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(more);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
