package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Operators' commands against the packaged server: what they print, and how they end. */
class OperatorCommandsIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000d001");

  private static final TestAgent AGENT =
      new TestAgent(
          UID,
          "cli-it",
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG);

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static Ran muster(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!List.of("completion").contains(arguments[0])) {
      all.add("--data=" + SERVER.data());
    }
    return run(all.toArray(String[]::new));
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return new Ran(command.execute(arguments), out.toString(), err.toString());
  }

  private static ServerToAgent poll(RemoteConfigStatus status) {
    AGENT.configStatus(status);
    return Conversation.byPolling(AGENT, SERVER.agentPort()).report();
  }

  private String manifest(String exporter) throws IOException {
    Files.writeString(
        folder.resolve("prod.txt"),
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {%s: }
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """
            .formatted(exporter));
    Path file = folder.resolve("prod.yaml");
    Files.writeString(
        file,
        """
        kind: config
        name: cli
        spec: {from: prod.txt, comment: from a terminal}
        ---
        kind: target
        name: cli
        spec: {selector: {service.name: cli-it}, config: cli}
        """);
    return file.toString();
  }

  @Test
  void aChangeIsPlannedAppliedSeenExplainedAndRetried() throws IOException {
    poll(RemoteConfigStatus.getDefaultInstance());
    String file = manifest("debug");

    Ran difference = muster("diff", "-f", file);
    assertThat(difference.code()).isEqualTo(5);
    assertThat(difference.out()).contains("+++", "+exporters: {debug: }", "+config: cli");

    Ran plan = muster("plan", "-f", file, "--exit-code", "--diff");
    assertThat(plan.err()).isEmpty();
    assertThat(plan.code()).isEqualTo(5);
    assertThat(plan.out())
        .contains("config  cli   create", "1 of 1 agents change", "nothing -> cli@1: 1 agents");

    Ran applied = muster("apply", "-f", file);
    assertThat(applied.code()).as(applied.err()).isZero();
    assertThat(applied.out()).contains("config cli is cli@1", "target cli is cli");
    assertThat(muster("diff", "-f", file)).isEqualTo(new Ran(0, "", ""));
    assertThat(muster("plan", "-f", file, "--exit-code").code()).isZero();

    ServerToAgent offer = poll(RemoteConfigStatus.getDefaultInstance());
    poll(
        TestAgent.status(
            offer.getRemoteConfig().getConfigHash(),
            RemoteConfigStatuses.RemoteConfigStatuses_FAILED,
            "no such exporter"));

    assertThat(muster("get", "agents", "-l", "service.name=cli-it").out())
        .contains(UID.toString(), "failed", "cli@1", "cli-it");
    assertThat(muster("get", "agents", "--sync", "in_sync").out()).doesNotContain(UID.toString());
    String json = muster("get", "agent", UID.toString(), "-o", "json").out();
    assertThat(new ObjectMapper().readTree(json).path("sync").path("cause").asText())
        .isEqualTo("refused");
    assertThat(muster("get", "configs", "cli@1", "-o", "yaml").out())
        .contains("kind: config", "name: cli", "collector.yaml:");
    assertThat(muster("get", "targets").out()).contains("service.name=cli-it");
    assertThat(muster("get", "failures").out()).contains("no such exporter");
    assertThat(muster("get", "connection-settings").code()).isZero();
    assertThat(muster("get", "summary").out()).containsPattern("sync failed +1");
    assertThat(muster("why", UID.toString()).out())
        .startsWith("failed: It refused cli@1 at ")
        .contains("no such exporter");
    assertThat(muster("retry", "-l", "service.name=cli-it").out())
        .contains("agents with something to retry: 1");
    assertThat(muster("retry", "--all").out()).contains("retry: 0");
  }

  @Test
  void whatIsRefusedUnreachableOrWronglyAskedEndsWithACodeOfItsOwn() throws IOException {
    String file = manifest("debgu");
    Ran refused = muster("apply", "-f", file);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains(
            "config cli: " + folder.resolve("prod.txt") + ":3:",
            "exporter 'debug', which is not defined");
    assertThat(muster("plan", "-f", file).code()).isEqualTo(1);
    assertThat(muster("get", "configs", "none").code()).isEqualTo(1);
    assertThat(muster("get", "pods").code()).isEqualTo(2);
    assertThat(muster("retry").code()).isEqualTo(2);
    assertThat(muster("apply", "-f", folder.resolve("none.yaml").toString()).code()).isEqualTo(1);

    Ran nobody = run("get", "agents", "--data", folder.toString());
    assertThat(nobody.code()).isEqualTo(3);
    assertThat(nobody.err()).contains("no server is ready", "--server");
    Ran closed = muster("get", "agents", "--server", "http://127.0.0.1:1");
    assertThat(closed.code()).isEqualTo(3);
    assertThat(closed.err()).contains("does not answer");
    Files.writeString(folder.resolve("token"), "wrong");
    Ran stranger = muster("get", "agents", "--token-file", folder.resolve("token").toString());
    assertThat(stranger.code()).isEqualTo(1);
    assertThat(stranger.err()).contains("(401)");

    String good = manifest("debug").replace("prod.yaml", "moved.yaml");
    Files.writeString(
        Path.of(good), "kind: target\nname: moved\nspec: {selector: {a: b}, config: none}\n");
    assertThat(muster("apply", "-f", good, "--plan", "1.2.3").code()).isEqualTo(4);
  }

  private String written(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void everyKindIsPrintedAsWhatApplyTakes() throws IOException {
    poll(RemoteConfigStatus.getDefaultInstance());
    var _ =
        written(
            "all/kinds.yaml",
            """
            kind: ottl
            name: kinds
            spec:
              rules: |
                trace_statements: ['set(span.name, "${var:NAME}")']
            ---
            kind: config
            name: kinds
            spec: {from: bodies/kinds.yaml}
            ---
            kind: target
            name: kinds
            spec: {selector: {kinds: "${var:NAME}"}, config: kinds@1, weight: 40}
            ---
            kind: default-config
            name: default
            spec: {config: kinds}
            ---
            kind: connection-settings
            name: kinds
            spec:
              selector: {kinds: none}
              opamp: {endpoint: "wss://example.com/v1/opamp", headers: {authorization: Bearer t}}
            ---
            kind: labels
            name: %s
            spec: {labels: {kinds: "${var:NAME}"}}
            """
                .formatted(UID));
    written(
        "all/bodies/kinds.yaml",
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """);
    String all = folder.resolve("all").toString();

    Ran applied = muster("apply", "-f", all, "--var", "NAME=mine");
    assertThat(applied.code()).as(applied.err()).isZero();
    assertThat(muster("get", "targets", "kinds", "-o", "yaml").out()).contains("kinds: mine");

    for (String kind :
        List.of(
            "ottl kinds",
            "config kinds",
            "target kinds",
            "default-config default",
            "connection-settings kinds",
            "labels " + UID)) {
      String[] words = kind.split(" ");
      String printed = muster("get", words[0], words[1], "-o", "yaml").out();
      assertThat(printed).contains("kind: " + words[0], "name: " + words[1]);
      Ran planned = muster("plan", "-f", written("printed.yaml", printed), "--exit-code");
      assertThat(planned.code()).as(printed + planned.out() + planned.err()).isZero();
    }
    assertThat(muster("delete", "default-config").code()).isZero();
    assertThat(muster("delete", "config", "kinds").code()).as("a target names it").isEqualTo(4);
    Ran deleted = muster("delete", "-f", all, "--var", "NAME=mine");
    assertThat(deleted.code()).as(deleted.err()).isZero();
    assertThat(muster("get", "configs", "kinds").code()).isEqualTo(1);
    assertThat(muster("delete", "target", "kinds").code()).isEqualTo(1);
    assertThat(muster("delete", "target", "kinds", "--ignore-not-found").code()).isZero();
  }

  @Test
  void aSetIsPrunedAndItsThingsAreItsOwn() throws IOException {
    String one = "kind: config\nname: set-%s\nspec: {files: {a.txt: {body: x}}}\n";
    String both = written("set.yaml", one.formatted("one") + "---\n" + one.formatted("two"));
    assertThat(muster("apply", "-f", both, "--set", "it").code()).isZero();
    assertThat(muster("get", "configs", "set-one", "-o", "json").out())
        .contains("\"managedBy\" : \"it\"");

    String less = written("less.yaml", one.formatted("two"));
    Ran foreign = muster("apply", "-f", less, "--set", "other");
    assertThat(foreign.code()).isEqualTo(1);
    assertThat(foreign.err()).contains(less + ":2:1: config set-two belongs to set 'it'");

    Ran planned = muster("plan", "-f", less, "--set", "it", "--prune");
    assertThat(planned.out()).containsPattern("config +set-one +delete");
    assertThat(muster("apply", "-f", less, "--set", "it", "--prune").out())
        .contains("config set-one is deleted");
    assertThat(muster("get", "configs", "set-one").code()).isEqualTo(1);
    assertThat(muster("get", "configs", "set-two").code()).isZero();
    assertThat(muster("apply", "-f", less, "--prune").code()).as("of what?").isEqualTo(2);
  }

  @Test
  void aSavedPlanIsAppliedAsItWasSavedOrRefused() throws IOException {
    String manifest = "kind: config\nname: saved\nspec: {files: {a.txt: {body: %s}}}\n";
    String file = written("saved.yaml", manifest.formatted("one"));
    String plan = folder.resolve("plan.json").toString();
    assertThat(muster("plan", "-f", file, "-o", plan).code()).isZero();
    assertThat(Files.getPosixFilePermissions(Path.of(plan)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    written("saved.yaml", manifest.formatted("other"));
    assertThat(muster("apply", "--plan", plan).out()).contains("config saved is saved@1");
    assertThat(muster("get", "configs", "saved", "-o", "yaml").out()).contains("body: one");
    Ran again = muster("apply", "--plan", plan);
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.err()).contains("plan again");
    assertThat(muster("apply", "--plan", file).code()).as("is no plan").isEqualTo(1);
    assertThat(muster("apply").code()).isEqualTo(2);
  }

  /** What bash offers for a line, by the script and the program. */
  private List<String> bash(String line) throws IOException, InterruptedException {
    Path script =
        Files.writeString(folder.resolve("completion"), muster("completion", "bash").out());
    String program = String.join(" ", MusterProcess.command("-XX:TieredStopAtLevel=1"));
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                """
                set -u
                muster() { %s "$@"; }
                . "%s"
                COMP_LINE="%s" COMP_POINT=999 COMP_WORDS=() COMP_CWORD=0
                _complete_muster
                printf '%%s\n' "${COMPREPLY[@]}"
                complete -p muster
                """
                    .formatted(program, script, line))
            .redirectErrorStream(true)
            .start();
    List<String> offered =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(offered.toString()).isZero();
    assertThat(offered.getLast()).isEqualTo("complete -F _complete_muster muster");
    // Nothing is printed as an empty line.
    return offered.subList(0, offered.size() - 1).stream().filter(each -> !each.isEmpty()).toList();
  }

  @Test
  void bashCompletesCommandsOptionsAndWhatTheServerKnows() throws Exception {
    poll(RemoteConfigStatus.getDefaultInstance());
    Path away = folder.resolve("away");

    assertThat(bash("muster app")).containsExactly("apply");
    assertThat(bash("muster get agents --token")).containsExactly("--token-file");
    assertThat(bash("muster get agents --data " + SERVER.data() + " -l service.na"))
        .containsExactly("service.name=");
    // Behind an equals sign bash replaces only what follows
    assertThat(bash("muster get agents --data " + SERVER.data() + " -l service.name=cli"))
        .contains("cli-it");
    assertThat(bash("muster why --data " + SERVER.data() + " " + UID.toString().substring(0, 30)))
        .containsExactly(UID.toString());
    assertThat(bash("muster why --data " + away + " ")).isEmpty();
    assertThat(bash("muster plan -f " + folder + "/comp")).containsExactly(folder + "/completion");
  }

  @Test
  void scriptsForOtherShellsAskTheSameWay() {
    assertThat(muster("completion", "zsh").out())
        .startsWith("autoload -U +X compinit")
        .contains("__complete", "compdef _complete_muster muster");
    assertThat(muster("completion", "fish").out()).contains("__complete", "complete -c muster -f");
  }

  @Test
  void anAgentIsLabelledDescribedAndForgotten() {
    poll(RemoteConfigStatus.getDefaultInstance());
    assertThat(muster("label", "-l", "service.name=cli-it", "env=cli", "tmp=x").out())
        .contains("1 agent labelled");
    assertThat(muster("label", UID.toString(), "tmp-").code()).isZero();
    assertThat(muster("get", "agents", "-l", "env=cli", "-l", "!tmp", "-o", "name").out().strip())
        .isEqualTo(UID.toString());
    assertThat(
            muster(
                    "get",
                    "agents",
                    "-l",
                    "env=cli",
                    "-o",
                    "jsonpath={range .items[*]}{.uid} {.labels.env}{end}")
                .out()
                .strip())
        .isEqualTo(UID + " cli");
    assertThat(muster("describe", "agent", UID.toString()).out())
        .contains("Agent " + UID, "env=cli", "cli-it", "Capabilities", "AcceptsRemoteConfig");
    assertThat(muster("wait", "agents", "-l", "env=cli", "--for", "status=connected,stale").code())
        .isZero();
    Ran restart = muster("restart", "-l", "env=cli");
    assertThat(restart.code()).isEqualTo(1);
    assertThat(restart.out()).contains("0 agents asked", "AcceptsRestartCommand");
    assertThat(muster("retire", UID.toString()).out()).contains("connected and left alone");
    assertThat(muster("retire", UID.toString(), "--force").out()).contains("1 agent forgotten");
    assertThat(muster("auth", "whoami").out()).contains("operator at http://", "admin");
    assertThat(muster("version").out()).contains("client", "server");
  }

  @Test
  void aTargetIsDescribedAndRolledBack() throws IOException {
    for (String exporter : List.of("debug", "nop")) {
      String name = exporter.equals("debug") ? "1" : "2";
      Path file = folder.resolve(name + ".yaml");
      Files.writeString(
          folder.resolve("back.txt"),
          """
          receivers: {otlp: {protocols: {grpc: }}}
          exporters: {%1$s: }
          service: {pipelines: {traces: {receivers: [otlp], exporters: [%1$s]}}}
          """
              .formatted(exporter));
      Files.writeString(
          file,
          """
          kind: config
          name: back
          spec: {from: back.txt}
          ---
          kind: target
          name: back
          spec: {selector: {back: "yes"}, config: back@%s}
          """
              .formatted(name));
      Ran applied = muster("apply", "-f", file.toString());
      assertThat(applied.code()).as(applied.err()).isZero();
    }
    assertThat(muster("history", "config", "back", "-o", "csv").out())
        .contains("back,2,", "back,1,");
    assertThat(muster("describe", "config", "back").out()).contains("back@2", "back=yes");
    assertThat(muster("describe", "target", "back").out()).contains("back@2", "Agents that match");
    Ran back = muster("rollback", "back", "--now");
    assertThat(back.out()).as(back.err()).contains("target back is back@1, was back@2");
    assertThat(muster("events").out()).contains("target", "is back@1", "operator");
    assertThat(muster("status").out())
        .contains("can be written", "Changed lately", "muster rollback");
  }

  @Test
  void aBackupOfARunningServerBeginsAnother() throws Exception {
    poll(RemoteConfigStatus.getDefaultInstance());
    assertThat(muster("label", UID.toString(), "kept=yes").code()).isZero();
    Path backup = folder.resolve("backup.db");
    Ran made = muster("backup", "-o", backup.toString());
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(Files.getPosixFilePermissions(backup))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(SERVER.data()).isDirectoryNotContaining("glob:**backup*");

    Path data = folder.resolve("restored");
    Ran restored = run("restore", backup.toString(), "--data=" + data);
    assertThat(restored.code()).as(restored.err()).isZero();
    try (MusterProcess other = MusterProcess.server().on(data).start()) {
      assertThat(
              run("get", "agents", "-l", "kept=yes", "-o", "name", "--data=" + other.data()).out())
          .contains(UID.toString());
    }
  }

  @Test
  void anExportIsAFileForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("state.yaml");

    Ran ran = muster("export", "-o", file.toString());

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(file).content().startsWith("---\nmuster: export\nversion: 1\n").contains("\nend:\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(muster("export", "-o", file.toString()).code()).isEqualTo(2);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    Ran nowhere = muster("export", "-o", folder.resolve("none/state.yaml").toString());
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("there is no folder", "none");
  }
}
