package io.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenRecoveryTest {

  private @TempDir Path data = Path.of("");

  @Test
  void aFileInTheDataFolderAsksForANewTokenOnce() throws IOException {
    SignInFixture world = new SignInFixture(data);
    world.token("ada", "lost");
    TokenRecovery recovery = new TokenRecovery(world.bootstrap, world::time);
    String before = world.bootstrapToken();
    recovery.look();
    assertThat(world.bootstrapToken()).isEqualTo(before);

    Files.createFile(RecoveryRequest.in(data));
    recovery.look();
    String after = world.bootstrapToken();
    assertThat(after).isNotEqualTo(before);
    assertThat(RecoveryRequest.in(data)).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("operator-token"))))
        .isEqualTo("rw-------");
    assertThat(world.signIn().authenticate(after, "127.0.0.1"))
        .isInstanceOf(Authentication.Known.class);
    recovery.look();
    assertThat(world.bootstrapToken()).isEqualTo(after);
  }
}
