package io.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.StringPermission;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorIdentitiesTest {

  private @TempDir Path data = Path.of("");

  /** Authentication runs on event loops: whoever hands work to another thread has failed. */
  private static final class NothingBlocks implements AuthenticationRequestContext {
    @Override
    public Uni<SecurityIdentity> runBlocking(Supplier<SecurityIdentity> function) {
      throw new AssertionError("authentication wants to block");
    }
  }

  private static @Nullable SecurityIdentity ask(OperatorIdentities identities, String token) {
    // Fails if it is not there at once.
    return identities
        .authenticate(new OperatorTokenRequest(token, "192.0.2.7"), new NothingBlocks())
        .subscribeAsCompletionStage()
        .getNow(null);
  }

  @Test
  void aTokenGivesNameAndRoleAndNoPermissionOfItsOwn() throws IOException {
    SignIn signIn = new SignInFixture(data).signIn();
    OperatorIdentities identities = new OperatorIdentities(() -> signIn);
    String token = Files.readString(data.resolve("operator-token")).strip();

    SecurityIdentity operator = Objects.requireNonNull(ask(identities, token));
    assertThat(operator.getPrincipal().getName()).isEqualTo("operator");
    assertThat(operator.getRoles()).containsExactly("admin");
    assertThat(operator.isAnonymous()).isFalse();
    assertThat(operator.checkPermissionBlocking(new StringPermission("config", "read"))).isFalse();
  }

  @Test
  void aTokenThatIsNobodysGivesNoIdentity() {
    SignIn signIn = new SignInFixture(data).signIn();
    OperatorIdentities identities = new OperatorIdentities(() -> signIn);

    assertThat(ask(identities, "x".repeat(43))).isNull();
    assertThat(ask(identities, "")).isNull();
  }

  @Test
  void aRequestDoesNotShowItsToken() {
    assertThat(new OperatorTokenRequest("secret-of-somebody", "192.0.2.7").toString())
        .doesNotContain("secret-of-somebody");
  }
}
