package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** opamp-go against the server: remote configs, and what the agent makes of them. */
@ParameterizedClass
@EnumSource
class GoClientConfigIT {

  @Parameter private GoProgram.Library library = GoProgram.Library.V0_23;

  private static MusterProcess server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    GoProgram.command(GoProgram.Library.V0_23);
    server = MusterProcess.server().start();
    api = new OperatorApi(server);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      api.close();
      server.close();
    }
  }

  /** On WebSocket the heartbeat is far away, so whatever comes is pushed. */
  private ProgramAgent.Launch agent(Scheme scheme, String tag) {
    return ProgramAgent.of(GoProgram.command(library), scheme.endpoint(server.agentPort()))
        .can(
            "AcceptsRemoteConfig",
            "ReportsRemoteConfig",
            "ReportsEffectiveConfig",
            "ReportsHeartbeat")
        .with("heartbeat", scheme == Scheme.WS ? "60s" : "150ms")
        .with("identifying", "service.name=checkout")
        .with("attribute", "tag=" + tag);
  }

  /** A name that no other run of the test uses. */
  private String tag(String name) {
    return name + "-" + library;
  }

  private static String yaml(String receiver) {
    return "receivers:\n  " + receiver + ": {}\n";
  }

  private static void awaitStatus(ProgramAgent agent, String status, String hash) {
    api.await(
        agent.uid(),
        a -> configStatus(a).equals(status) && a.at("/config/reported/hash").asText().equals(hash));
  }

  @OverBothSchemes
  void aConfigIsDeliveredAndApplied(Scheme scheme) {
    var tag = tag("applied-" + scheme.transport());
    try (var agent = agent(scheme, tag).start()) {
      api.awaitComplete(agent.uid());
      var first = api.config(tag, yaml("first"));
      api.target(tag, "tag", tag);
      awaitStatus(agent, "APPLIED", first);
      var second = api.config(tag, yaml("second"));
      awaitStatus(agent, "APPLIED", second);

      var shown = api.agent(agent.uid());
      assertThat(shown.at("/config/desired/name").asText()).isEqualTo(tag);
      assertThat(shown.at("/config/desired/revision").asInt()).isEqualTo(2);
      assertThat(shown.at("/config/desired/hash").asText()).isEqualTo(second);
      assertThat(shown.at("/effectiveConfig/files/collector.yaml/body").asText())
          .isEqualTo(yaml("second"));
      assertThat(agent.offeredHashes()).containsExactly(first, second);
      var offered = agent.awaitMessageWith("remoteConfig").at("/files/collector.yaml");
      assertThat(offered.path("body").asText()).isEqualTo(yaml("first"));
      assertThat(offered.path("contentType").asText()).isEqualTo("text/yaml");
    }
  }

  @OverBothSchemes
  void aFailedConfigIsNotOfferedAgain(Scheme scheme) {
    var tag = tag("failed-" + scheme.transport());
    try (var agent = agent(scheme, tag).with("answer", "failed:no such receiver").start()) {
      api.awaitComplete(agent.uid());
      var bad = api.config(tag, yaml("bad"));
      api.target(tag, "tag", tag);
      awaitStatus(agent, "FAILED", bad);
      assertThat(api.agent(agent.uid()).at("/config/reported/error").asText())
          .isEqualTo("no such receiver");
      reports(agent, 5);
      agent.answer("applied");
      var good = api.config(tag, yaml("good"));
      awaitStatus(agent, "APPLIED", good);
      // The same content as a new revision: it failed here and stays failed.
      assertThat(api.config(tag, yaml("bad"))).isEqualTo(bad);
      reports(agent, 5);
      assertThat(agent.offeredHashes()).containsExactly(bad, good);
    }
  }

  /** Has the agent say something, several times, and waits until the server has heard each. */
  private static void reports(ProgramAgent agent, int number) {
    for (int i = 0; i < number; i++) {
      var body = "# " + UUID.randomUUID() + "\n";
      agent.tell("effective", Map.of("body", body));
      api.await(agent.uid(), a -> a.at("/effectiveConfig/files//body").asText().equals(body));
    }
  }

  @OverBothSchemes
  void aSlowAgentIsOfferedOnce(Scheme scheme) {
    var tag = tag("slow-" + scheme.transport());
    try (var agent = agent(scheme, tag).with("answer", "slow").with("delay", "1s").start()) {
      api.awaitComplete(agent.uid());
      var hash = api.config(tag, yaml("slow"));
      api.target(tag, "tag", tag);
      awaitStatus(agent, "APPLYING", hash);
      awaitStatus(agent, "APPLIED", hash);
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  /** What the collector supervisor does: APPLIED(A), APPLYING(B), FAILED(B), APPLIED(A). */
  @OverBothSchemes
  void aRollbackByTheAgentIsFinal(Scheme scheme) {
    var tag = tag("rollback-" + scheme.transport());
    try (var agent = agent(scheme, tag).start()) {
      api.awaitComplete(agent.uid());
      var a = api.config(tag, yaml("a"));
      api.target(tag, "tag", tag);
      awaitStatus(agent, "APPLIED", a);
      agent.answer("rollback");
      reports(agent, 1);
      var b = api.config(tag, yaml("b"));
      awaitStatus(agent, "FAILED", b);
      awaitStatus(agent, "APPLIED", a);
      reports(agent, 5);
      assertThat(agent.offeredHashes()).containsExactly(a, b);
      assertThat(api.agent(agent.uid()).at("/config/desired/hash").asText()).isEqualTo(b);
    }
  }

  @OverBothSchemes
  void anAgentThatTakesNoConfigIsOfferedNone(Scheme scheme) {
    var tag = tag("none-" + scheme.transport());
    api.config(tag, yaml("none"));
    api.target(tag, "tag", tag);
    try (var agent = agent(scheme, tag).can("ReportsEffectiveConfig", "ReportsHeartbeat").start()) {
      api.awaitComplete(agent.uid());
      reports(agent, 5);
      assertThat(agent.offeredHashes()).isEmpty();
    }
  }

  /** The operator bridge forgets its status with each restart and wants the config again. */
  @OverBothSchemes
  void anAgentThatForgotItsConfigIsOfferedItAgain(Scheme scheme) {
    var tag = tag("forgot-" + scheme.transport());
    var hash = api.config(tag, yaml("forgot"));
    api.target(tag, "tag", tag);
    var uid = UUID.randomUUID();
    for (var life : List.of("first", "second")) {
      try (var agent = agent(scheme, tag).uid(uid).with("attribute", "life=" + life).start()) {
        api.await(uid, a -> a.at("/attributes/life").asText().equals(life));
        agent.awaitMessageWith("remoteConfig");
        awaitStatus(agent, "APPLIED", hash);
        assertThat(agent.offeredHashes()).containsExactly(hash);
      }
    }
  }
}
