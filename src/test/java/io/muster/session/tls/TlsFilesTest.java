package io.muster.session.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.process.TestCertificate;
import io.muster.session.tls.TlsFiles.InvalidFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {

  private static final TestCertificate ONE = TestCertificate.make("EC");

  @TempDir private Path folder;

  private TlsFiles read() throws InvalidFiles {
    return TlsFiles.read(folder.resolve("server.crt"), folder.resolve("server.key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aPairThatFitsIsRead(String algorithm) throws InvalidFiles {
    TestCertificate made = TestCertificate.make(algorithm);
    made.write(folder);

    TlsFiles read = read();

    assertThat(read.certificate()).isEqualTo(made.certificate());
    assertThat(read.toString()).contains("CN=localhost").doesNotContain("PRIVATE");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    ONE.write(folder);
    Files.writeString(folder.resolve("server.key"), TestCertificate.make("EC").key());

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidFiles.class)
        .hasMessageContaining("server.key is not that of the first certificate in");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws IOException {
    ONE.write(folder);
    Files.writeString(folder.resolve("server.key"), TestCertificate.make("RSA").key());

    assertThatThrownBy(this::read).hasMessageContaining("server.key holds no valid EC key");
  }

  @Test
  void keysOfOtherKindsAreRefused() {
    TestCertificate.make("Ed25519").write(folder);

    assertThatThrownBy(this::read).hasMessageContaining("RSA and EC are supported");
  }

  @Test
  void aKeyInAnOldFormIsRefusedWithTheWayToConvertIt() throws IOException {
    ONE.write(folder);
    Files.writeString(
        folder.resolve("server.key"), ONE.key().replace("PRIVATE KEY", "EC PRIVATE KEY"));

    assertThatThrownBy(this::read).hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void filesThatAreMissingOrSomethingElseAreNamed() throws IOException {
    assertThatThrownBy(this::read).hasMessageContaining("server.crt cannot be read");
    ONE.write(folder);
    Files.writeString(folder.resolve("server.crt"), "");
    assertThatThrownBy(this::read).hasMessageContaining("server.crt has no certificate in it");
    Files.writeString(folder.resolve("server.crt"), "nonsense");
    assertThatThrownBy(this::read).hasMessageContaining("server.crt");
    ONE.write(folder);
    Files.writeString(folder.resolve("server.key"), "nonsense");
    assertThatThrownBy(this::read).hasMessageContaining("server.key has no private key in it");
  }
}
