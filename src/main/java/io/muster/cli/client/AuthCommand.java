package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Who one is to a server. */
@Command(
    name = "auth",
    description = {"Who you are to the server.", "", "  muster auth whoami"},
    subcommands = AuthCommand.WhoAmI.class,
    mixinStandardHelpOptions = true)
public final class AuthCommand {

  /** Whom the token belongs to. */
  @Command(
      name = "whoami",
      description = {
        "Says whom the token belongs to, with which roles, what it is called and until when it"
            + " works.",
        "",
        "  muster auth whoami"
      },
      mixinStandardHelpOptions = true)
  static final class WhoAmI implements Callable<Integer> {

    /** Sooner than this, a token should be replaced. */
    private static final Duration SOON = Duration.ofDays(7);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    CommandSpec spec;

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        JsonNode me = client.get("whoami");
        output.print(me, () -> text(me, client));
        warn(me);
      }
      return ExitCode.OK;
    }

    private static String text(JsonNode me, RestClient client) {
      String roles = OperatorCommand.joined(me.path("roles"));
      JsonNode token = me.path("token");
      return me.path("name").asText()
          + " at "
          + client.server()
          + ", with "
          + (roles.isEmpty() ? "no role" : roles)
          + (token.isMissingNode()
              ? ""
              : ", by the token '"
                  + token.path("name").asText()
                  + "', which "
                  + (token.has("expiresAt")
                      ? "expires " + Age.toTheSecond(token.path("expiresAt"))
                      : "does not expire"));
    }

    private void warn(JsonNode me) {
      JsonNode token = me.path("token");
      Instant end = Age.instant(token.path("expiresAt"));
      Instant now = Age.fromNow().now();
      if (end != null && end.isBefore(now.plus(SOON))) {
        spec.commandLine()
            .getErr()
            .println(
                "warning: this token expires in "
                    + new Age(end).of(now)
                    + ": make another one with 'muster token rotate "
                    + token.path("name").asText()
                    + "'");
      }
    }
  }
}
