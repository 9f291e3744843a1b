package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.audit.Checkpoint;
import io.muster.audit.CheckpointKey;
import io.muster.audit.Frontier;
import io.muster.audit.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** audit: what it asks of the API, and what it finds in a log. */
class AuditCommandTest {

  private static final CheckpointKey KEY = CheckpointKey.generate("muster/audit/1a2b3c4d");
  private static final List<String> LINES =
      IntStream.range(0, 20)
          .mapToObj(i ->
              """
              {"logged":"2026-12-01T03:00:%02dZ","at":"2026-12-01T03:00:00Z","who":"ada",\
              "by":"laptop","from":"::1","verb":"PUT","object":"configs/prod-%d","result":"done",\
              "status":201,"id":"one-%d"}\
              """
                  .formatted(i, i, i))
          .toList();

  @TempDir Path folder;
  private StubApi api;

  @BeforeEach
  void start() {
    api = new StubApi(folder);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static String note(int size) {
    Frontier tree = Frontier.EMPTY;
    for (String line : LINES.subList(0, size)) {
      tree = tree.with(Hash.ofLeaf(line));
    }
    return KEY.sign(new Checkpoint(KEY.verifier().name(), size, tree.root()));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static List<String> edited() {
    return LINES.stream().map(line -> line.replace("prod-7\"", "prod-77\"")).toList();
  }

  @Test
  void listAsksForWhatIsMeant() {
    api.on(
        "GET audit?who=ada&object=configs%2Fprod&result=done&since=2026-12-01T00%3A00%3A00Z"
            + "&limit=50",
        """
        {"items": [{"index": 41, "at": "2026-12-01T03:00:00Z", "logged": "2026-12-01T03:00:04Z",
         "who": "ada", "token": "laptop", "address": "192.0.2.7", "verb": "PUT",
         "object": "configs/prod", "result": "done", "status": 201, "now": "prod@7"}]}
        """);
    var ran =
        api.run(
            new AuditCommand(),
            "list",
            "--who",
            "ada",
            "--object",
            "configs/prod",
            "--result",
            "done",
            "--since",
            "2026-12-01T00:00:00Z");
    assertThat(ran.out())
        .contains("INDEX")
        .containsPattern("41 +\\S+ +ada +laptop +192.0.2.7 +PUT configs/prod +done 201 +prod@7");
  }

  @Test
  void aLogThatIsAsItWasIsSaidToBe() {
    api.on("GET audit/key", KEY.verifier() + "\n")
        .on("GET audit/checkpoint", note(20))
        .on("GET audit/lines?size=20", text(LINES));
    var ran = api.run(new AuditCommand(), "verify");
    assertThat(ran.out()).isEqualToIgnoringNewLines("20 lines, as 1 checkpoint says");
    assertThat(ran.err()).contains("the key is the one that the server says");
    assertThat(ran.code()).isZero();
  }

  @Test
  void whoWritesTheLogAnewIsFoundByACheckpointKeptElsewhere() throws IOException {
    Path kept =
        Files.writeString(folder.resolve("kept"), note(5) + "\n" + note(10) + "\n\n" + note(15));
    // The server has signed what it has now, with the right key.
    Frontier tree = Frontier.EMPTY;
    for (String line : edited()) {
      tree = tree.with(Hash.ofLeaf(line));
    }
    api.on("GET audit/checkpoint", KEY.sign(new Checkpoint(KEY.verifier().name(), 20, tree.root())))
        .on("GET audit/lines?size=20", text(edited()));
    var ran =
        api.run(
            new AuditCommand(),
            "verify",
            "--key",
            KEY.verifier().toString(),
            "--checkpoints",
            kept.toString());
    assertThat(ran.out()).startsWith("CHANGED: of the lines 5 to 9 at least one was changed");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void anExportIsCheckedWithoutAServer() throws IOException {
    Path export = Files.writeString(folder.resolve("audit.jsonl"), text(LINES));
    Files.writeString(folder.resolve("audit.jsonl.checkpoint"), note(18));
    String key = KEY.verifier().toString();
    String[] verify = {"verify", "--file", export.toString(), "--key", key};
    assertThat(api.run(new AuditCommand(), verify).out())
        .isEqualToIgnoringNewLines("20 lines, as 1 checkpoint says; of the last 2 none speaks");

    Files.writeString(export, text(LINES.subList(0, 12)));
    var cut = api.run(new AuditCommand(), verify);
    assertThat(cut.out()).startsWith("CUT: there are 12 lines, and a checkpoint knows of 18");
    assertThat(cut.code()).isEqualTo(1);

    Files.writeString(export, text(LINES).replace("03:00:04Z\"", "02:00:04Z\""));
    assertThat(api.run(new AuditCommand(), verify).out())
        .startsWith("WRONG: line 4: it was logged before the line before it");
    assertThat(api.run(new AuditCommand(), "verify", "--file", export.toString()).err())
        .contains("--file needs --key");
    verify[4] = CheckpointKey.generate("other").verifier().toString();
    assertThat(api.run(new AuditCommand(), verify).err())
        .contains("is not signed by the key of 'other'");
  }

  /** The program that shares no code with this one comes to the same. */
  @Test
  void anotherProgramFindsTheSame() throws Exception {
    Path export = Files.writeString(folder.resolve("audit.jsonl"), text(LINES));
    Path checkpoint = Files.writeString(folder.resolve("checkpoint"), note(19));
    assertThat(check(export, checkpoint, KEY)).isEqualTo("19 lines are those of the checkpoint");
    Files.writeString(export, text(edited()));
    assertThat(check(export, checkpoint, KEY))
        .isEqualTo("the first 19 lines are not those of the checkpoint");
    assertThat(check(export, checkpoint, CheckpointKey.generate(KEY.verifier().name())))
        .isEqualTo("the checkpoint is not signed by this key");
  }

  private static String check(Path export, Path checkpoint, CheckpointKey key) throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "packaging/AuditCheck.java",
                export.toString(),
                checkpoint.toString(),
                key.verifier().toString())
            .redirectErrorStream(true)
            .start();
    try (var out = program.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @Test
  void theKeyAndTheCheckpointArePrintedAsTheyAre() {
    api.on("GET audit/key", KEY.verifier() + "\n").on("GET audit/checkpoint", note(3));
    assertThat(api.run(new AuditCommand(), "key").out()).isEqualTo(KEY.verifier() + "\n");
    assertThat(api.run(new AuditCommand(), "checkpoint").out()).isEqualTo(note(3));
  }
}
