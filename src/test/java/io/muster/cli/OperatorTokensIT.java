package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The life of a token as somebody at a terminal has it, from the first start to the way back in.
 */
class OperatorTokensIT {

  private final MusterProcess server = MusterProcess.server().start();

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @AfterEach
  void stop() {
    server.close();
  }

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return new Ran(command.execute(arguments), out.toString(), err.toString());
  }

  private static Ran well(Ran ran) {
    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    return ran;
  }

  /** With the token of the data folder. */
  private Ran muster(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--data=" + server.data();
    return run(all);
  }

  /** With the token in a file. */
  private Ran as(Path token, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data=" + server.data();
    all[arguments.length + 1] = "--token-file=" + token;
    return run(all);
  }

  @Test
  void fromTheFirstTokenToTheWayBackIn() throws IOException {
    Path ada = folder.resolve("ada.token");
    assertThat(well(muster("auth", "whoami")).out()).contains("operator at http://", "admin");
    Ran unsaid = muster("token", "create", "laptop");
    assertThat(unsaid.code()).isEqualTo(2);
    assertThat(unsaid.err()).contains("say whose token with --operator NAME");
    assertThat(muster("token", "create", "laptop", "--operator=ada").err())
        .contains("there is no operator 'ada'", "muster operator create");

    well(muster("operator", "create", "ada", "--display-name=Ada", "--email=ada@example.com"));
    assertThat(muster("operator", "create", "ada").code()).isEqualTo(ExitCodes.MOVED);
    Ran made =
        well(
            muster("token", "create", "laptop", "--operator=ada", "--expires=5d", "--save=" + ada));
    assertThat(made.out()).contains("the token is in " + ada);
    assertThat(made.err()).contains("token 'laptop' of ada works until 20");
    assertThat(made.out() + made.err()).doesNotContain("muster_op_");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ada)))
        .isEqualTo("rw-------");

    Ran ended = muster("get", "configs");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("the token of the data folder has ended", "muster token recover")
        .doesNotContain("The right one is in the file");

    Ran me = well(as(ada, "auth", "whoami"));
    assertThat(me.out()).contains("ada at http://", "by the token 'laptop', which expires 20");
    assertThat(me.err())
        .contains("warning: this token expires in 4d")
        .contains("'muster token rotate laptop'");

    theOperatorIsTheAuthor(ada);
    Path next = rotated(ada);
    refusedOnesSaySo(ada, next);
    theDataFolderIsTheWayBackIn(next);
  }

  private void theOperatorIsTheAuthor(Path ada) throws IOException {
    Path config = folder.resolve("prod.txt");
    Files.writeString(config, "receivers: {}\n");
    Path manifest = folder.resolve("prod.yaml");
    Files.writeString(manifest, "kind: config\nname: prod\nspec: {from: prod.txt}\n");
    well(as(ada, "apply", "-f", manifest.toString()));
    assertThat(well(as(ada, "history", "config", "prod")).out()).contains("ada");
    assertThat(well(as(ada, "operator", "list")).out())
        .containsPattern("ada +person +enabled +admin +1 +Ada +ada@example.com");
  }

  private Path rotated(Path ada) {
    Path next = folder.resolve("next.token");
    Ran rotated =
        well(
            as(
                ada,
                "token",
                "rotate",
                "laptop",
                "--overlap=1h",
                "--expires=never",
                "--save=" + next));
    assertThat(rotated.err())
        .contains(
            "token 'laptop-2' of ada works until it is revoked", "token 'laptop' works until");
    assertThat(well(as(next, "auth", "whoami")).out())
        .contains("'laptop-2', which does not expire");
    assertThat(well(as(ada, "token", "list")).out())
        .containsPattern("ada +laptop +working +20.* ago +127.0.0.1 +operator")
        .containsPattern("ada +laptop-2 +working +never ");
    return next;
  }

  private void refusedOnesSaySo(Path ada, Path next) throws IOException {
    well(as(next, "token", "revoke", "laptop"));
    Ran revoked = as(ada, "get", "configs");
    assertThat(revoked.code()).isEqualTo(1);
    assertThat(revoked.err())
        .contains("the token 'laptop' of 'ada' was revoked", "by 'ada'", "--token-file");

    Path cut = folder.resolve("cut.token");
    Files.writeString(cut, Files.readString(next).strip().substring(1));
    assertThat(as(cut, "get", "configs").code()).isNotZero();
    Files.writeString(cut, Files.readString(next).strip().replaceAll(".$", ""));
    Ran mistyped = as(cut, "get", "configs");
    assertThat(mistyped.code()).isEqualTo(3);
    assertThat(mistyped.err()).contains("was mistyped or cut off", "What was found is not shown");

    Ran disabled = well(as(next, "operator", "disable", "ada"));
    assertThat(disabled.err()).contains("warning: no operator who may do everything");
    assertThat(as(next, "get", "configs").err()).contains("the operator 'ada' is disabled");
  }

  private void theDataFolderIsTheWayBackIn(Path next) {
    assertThat(muster("get", "configs").code()).isEqualTo(1);
    Ran recovered = well(muster("token", "recover"));
    assertThat(recovered.out()).contains("works for 15 minutes", "muster token create");
    assertThat(well(muster("operator", "enable", "ada")).out()).contains("ada is enabled");
    well(as(next, "get", "configs"));
    well(as(next, "operator", "delete", "ada"));
    assertThat(as(next, "get", "configs").err()).contains("this is not a token of this server");
    assertThat(run("token", "recover", "--data=" + folder).code()).isEqualTo(3);
  }

  /** Of scripts' concern: docs/reference/cli.md. */
  private static final class ExitCodes {
    static final int MOVED = 4;

    private ExitCodes() {}
  }
}
