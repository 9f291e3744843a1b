package io.muster.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.operator.TokenHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTokenTest {

  private @TempDir Path data = Path.of("");

  private BootstrapToken open() {
    return new BootstrapToken(new TokenFile(data), new SecureRandom());
  }

  @Test
  void theFirstStartMakesATokenOf256BitsThatOnlyTheOwnerCanRead() throws IOException {
    BootstrapToken operators = open();
    Path file = data.resolve("operator-token");
    String token = Files.readString(file).strip();

    assertThat(token).hasSize(43).matches("[A-Za-z0-9_-]+");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(operators.is(TokenHash.of(token))).isTrue();
    assertThat(SignedIn.BOOTSTRAP).isEqualTo(new SignedIn("operator", Set.of("admin"), null));
    assertThat(operators.tokenPath()).isEqualTo(file.toAbsolutePath());
    assertThat(data.toFile().list()).containsExactly("operator-token");
  }

  @Test
  void theNewTokenIsHandedOutOnceAndNotAfterARestart() throws IOException {
    BootstrapToken first = open();
    String token = Files.readString(data.resolve("operator-token")).strip();

    assertThat(first.takeNewToken().orElseThrow().text()).isEqualTo(token);
    assertThat(first.takeNewToken()).isEmpty();
    BootstrapToken second = open();
    assertThat(second.takeNewToken()).isEmpty();
    assertThat(second.is(TokenHash.of(token))).isTrue();
  }

  @Test
  void wrongTokensAreNobodys() throws IOException {
    BootstrapToken operators = open();
    String token = Files.readString(data.resolve("operator-token")).strip();

    assertThat(operators.is(TokenHash.of(""))).isFalse();
    assertThat(operators.is(TokenHash.of(token + " "))).isFalse();
    assertThat(operators.is(TokenHash.of(token.substring(1)))).isFalse();
  }

  @Test
  void aFileThatHoldsNoTokenIsNamedAndKept() throws IOException {
    Path file = data.resolve("operator-token");
    Files.writeString(file, "short\n");

    assertThatThrownBy(this::open)
        .isInstanceOf(CannotUseTokenFile.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Delete the file");
    assertThat(file).hasContent("short\n");
  }

  @Test
  void whatIsInAFileThatHoldsNoTokenIsNotShown() throws IOException {
    Path file = data.resolve("operator-token");
    for (String secret : new String[] {"-----BEGIN KEY-----\nMIIEvQ\n", "MIIEvQ müde"}) {
      Files.writeString(file, secret);

      assertThatThrownBy(this::open)
          .isInstanceOf(CannotUseTokenFile.class)
          .hasMessageContaining("20 to 512 printable ASCII characters")
          .hasMessageNotContaining("MIIEvQ")
          .hasNoCause();
    }
  }

  @Test
  void aDataFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.createFile(data.resolve("file"));

    assertThatThrownBy(() -> new BootstrapToken(new TokenFile(file), new SecureRandom()))
        .isInstanceOf(CannotUseTokenFile.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void theTextFormHidesTheSecret() {
    OperatorToken token = OperatorToken.random(new SecureRandom());

    assertThat(token.toString()).doesNotContain(token.text());
  }
}
