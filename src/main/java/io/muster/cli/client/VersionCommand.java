package io.muster.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cli.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which versions speak to each other. */
@Command(
    name = "version",
    description = {
      "Says the version of this program and of the server it speaks to.",
      "",
      "  muster version --client"
    },
    mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {

  private static final int NOT_FOUND = 404;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Option(names = "--client", description = "Only of this program.")
  boolean clientOnly;

  @Override
  public Integer call() throws Exception {
    ObjectNode versions = RestClient.JSON.createObjectNode().put("client", ProgramVersion.read());
    if (!clientOnly) {
      try (RestClient client = server.connect()) {
        versions.put("server", client.get("server").path("version").asText());
        versions.put("url", client.server().toString());
      } catch (Refused e) {
        if (e.status() != NOT_FOUND) {
          throw e;
        }
        versions.put("server", "older than " + ProgramVersion.read() + ": it does not say");
      } catch (Unreachable e) {
        // What is known is said before what is not.
        output.print(versions, () -> text(versions));
        throw e;
      }
    }
    output.print(versions, () -> text(versions));
    return ExitCode.OK;
  }

  private static String text(ObjectNode versions) {
    String client = "client  " + versions.path("client").asText();
    return versions.has("server")
        ? client
            + System.lineSeparator()
            + "server  "
            + versions.path("server").asText()
            + (versions.has("url") ? "  " + versions.path("url").asText() : "")
        : client;
  }
}
