package io.muster.api.plans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.Labels;
import io.muster.agent.Selector;
import io.muster.api.http.Refusal;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.connection.PutConnection;
import io.muster.plan.ByRollout;
import io.muster.plan.Manifest;
import io.muster.plan.Manifests;
import io.muster.policy.PutTarget;
import io.muster.policy.TargetSpec;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.StartRollout;
import io.muster.rollout.Strategy;
import io.quarkus.security.StringPermission;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanResourceTest {

  private static final PutTarget TARGET =
      new PutTarget(
          "prod",
          new TargetSpec(Selector.ALL, ConfigReference.newest("prod"), 100, 10, false, false, null),
          "ci",
          null);

  private static QuarkusSecurityIdentity operator(StringPermission... permissions) {
    QuarkusSecurityIdentity.Builder operator =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("ci"))
            .addPermission(new StringPermission("config", "read", "write", "execute"));
    for (StringPermission each : permissions) {
      operator.addPermission(each);
    }
    return operator.build();
  }

  private static Manifests of(Manifest manifest) {
    return new Manifests(List.of(manifest), null, false);
  }

  private static void refused(Manifests manifests, String permission) {
    String[] parts = permission.split(":");
    assertThatThrownBy(() ->
            PlanResource.requirePermissions(
                operator(new StringPermission(parts[0], "read")), manifests))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403))
        .hasMessageContaining(permission);
    assertThatCode(() ->
            PlanResource.requirePermissions(
                operator(new StringPermission(parts[0], parts[1])), manifests))
        .doesNotThrowAnyException();
  }

  @Test
  void applyIsNoWayAroundThePermissionOfAnyKind() {
    StartRollout start =
        new StartRollout(
            "prod",
            ConfigReference.newest("prod"),
            new Strategy(
                Strategy.Template.parse("standard").stages(),
                Strategy.OnFailure.ROLLBACK,
                0,
                false),
            false,
            "ci");
    PutConfig rules = new PutConfig("redact", new ConfigDocument(List.of()), "ci", "", null, false);
    refused(of(new Manifest.OfTarget(TARGET)), "target:write");
    refused(of(new Manifest.OfDefault(null, "ci")), "target:write");
    refused(of(new Manifest.OfRules(rules)), "rule-set:write");
    refused(of(new Manifest.OfRollout("up", start)), "rollout:write");
    refused(
        of(new Manifest.OfLabels(new InstanceUid(1, Long.MIN_VALUE), Labels.NONE, "ann")),
        "label:write");
    refused(
        of(
            new Manifest.OfConnection(
                new PutConnection(
                    "eu",
                    Selector.ALL,
                    10,
                    false,
                    present -> present.orElseThrow(),
                    false,
                    "ci",
                    null))),
        "connection:write");
    refused(
        new Manifests(List.of(), new ByRollout(start.strategy(), false), false), "rollout:write");
  }
}
