package io.muster.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/operate/kubernetes.md from the first apply to the rollout that took itself back: what it has
 * the operator type is run on the pod of the manifest, with the agents of its Job.
 */
class KubernetesPageIT {

  private static final Path PAGE = Path.of("docs/operate/kubernetes.md");
  private static final String ADDRESS = "127.0.17.40";

  @TempDir Path folder;

  @Test
  void fromAnEmptyServerToARolledBackRollout() throws Exception {
    assumeFalse(MusterProcess.isNative());
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(9);
    var namespace =
        new Namespace(folder)
            .with("muster-agents", "token", "the-token-of-all-agents-0001")
            .host("muster-agents", ADDRESS);
    var owner = Manifest.read("sqlite.yaml").one("StatefulSet", "muster");
    try (var pod = new Pod(owner, "muster-0", ADDRESS, namespace).start();
        var agents = new Pod(job(), "muster-simulate", "127.0.17.41", namespace)) {
      ManifestsIT.assertReady(pod);
      agents.start();
      for (String command : commands) {
        // The page says which one ends so.
        int expected = command.equals("./muster rollout watch prod-2") ? 1 : 0;
        run(command, pod, expected);
      }
      assertThat(run("./muster get rollouts", pod, 0)).contains("succeeded", "rolled_back");
      assertThat(pod.log()).doesNotContain("level=ERROR");
      assertThat(pod.stop()).isIn(0, 143);
    }
  }

  /** What is typed after the port is forwarded, in the steps. */
  private static List<String> commands() throws IOException {
    String page = Files.readString(PAGE);
    String steps =
        page.substring(page.indexOf("6. **Give them a config"), page.indexOf("## How to see"));
    return steps.lines().map(String::strip).filter(line -> line.startsWith("./muster ")).toList();
  }

  /** The Job as the page has Helm make it. */
  private static JsonNode job() throws IOException {
    Matcher options =
        Pattern.compile("simulate\\.options=\\{(.*?)}'").matcher(Files.readString(PAGE));
    assertThat(options.find()).isTrue();
    JsonNode job = Manifest.read("simulate.yaml").all("Job").getFirst();
    ArrayNode args = (ArrayNode) job.at("/spec/template/spec/containers/0/args");
    ManifestsIT.replace(args, "--agents=1000", "--agents=100");
    ManifestsIT.replace(args, "--duration=5m", "--duration=30m");
    for (String option : options.group(1).split(",", -1)) {
      args.add(option);
    }
    return job;
  }

  private static String run(String command, Pod pod, int expected) throws Exception {
    List<String> line =
        new ArrayList<>(MusterProcess.command(MusterProcess.JVM.toArray(String[]::new)));
    line.addAll(List.of(command.substring("./muster ".length()).split(" +")));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("MUSTER_"));
    builder.environment().put("MUSTER_SERVER", "http://" + ADDRESS + ":8080");
    builder
        .environment()
        .put(
            "MUSTER_TOKEN", Files.readString(pod.volume("data").resolve("operator-token")).strip());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(command + "\n" + output).isEqualTo(expected);
    return output;
  }
}
