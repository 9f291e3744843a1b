package io.muster.api.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.api.http.Refusal;
import io.quarkus.security.StringPermission;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import org.junit.jupiter.api.Test;

class PlanResourceTest {

  @Test
  void applyIsNoWayAroundThePermissionForTargets() {
    QuarkusSecurityIdentity.Builder operator =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("ci"))
            .addPermission(new StringPermission("config", "read", "write", "execute"))
            .addPermission(new StringPermission("target", "read"));

    QuarkusSecurityIdentity configs = operator.build();
    assertThatThrownBy(() -> PlanResource.requireTargets(configs))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403))
        .hasMessageContaining("target:write");

    QuarkusSecurityIdentity targets =
        QuarkusSecurityIdentity.builder(configs)
            .addPermission(new StringPermission("target", "write"))
            .build();
    assertThatCode(() -> PlanResource.requireTargets(targets)).doesNotThrowAnyException();
  }
}
