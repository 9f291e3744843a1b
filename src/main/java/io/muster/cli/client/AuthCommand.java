package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
        "Says whom the token belongs to, and with which roles.",
        "",
        "  muster auth whoami"
      },
      mixinStandardHelpOptions = true)
  static final class WhoAmI implements Callable<Integer> {

    @Mixin ServerOptions server = new ServerOptions();
    @Mixin Output output = new Output();

    @Override
    public Integer call() throws Exception {
      try (RestClient client = server.connect()) {
        JsonNode me = client.get("whoami");
        output.print(
            me,
            () -> {
              List<String> roles = new ArrayList<>();
              me.path("roles").forEach(role -> roles.add(role.asText()));
              return me.path("name").asText()
                  + " at "
                  + client.server()
                  + ", with "
                  + (roles.isEmpty() ? "no role" : String.join(", ", roles));
            });
      }
      return ExitCode.OK;
    }
  }
}
