package io.muster.cli.client;

import io.muster.cli.GivenToken;
import io.muster.cli.LocalServer;
import io.muster.cli.PositiveDurations;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command speaks to, and as whom. */
public final class ServerOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's operator port (default: MUSTER_SERVER, the context in use, or the server"
              + " that runs on the data folder).")
  @Nullable String server;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "The server by its name: see 'muster context' (default: MUSTER_CONTEXT).")
  @Nullable String context;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the operator's token (default: that of the context, MUSTER_TOKEN,"
              + " MUSTER_TOKEN_FILE, or operator-token in the data folder).")
  @Nullable Path tokenFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data folder of a server on this machine (default: MUSTER_DATA, or ./muster-data).")
  @Nullable Path data;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) of those who may issue the server's, instead of those that this"
              + " machine trusts (default: MUSTER_CA).")
  @Nullable Path authorities;

  @Option(
      names = "--plaintext",
      description = "Do not warn of a token that goes over the network unencrypted.")
  boolean plaintext;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = PositiveDurations.class,
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  /** Where the server is said to be. */
  private sealed interface Place {

    /** By an address. */
    record Named(URI uri) implements Place {}

    /** By a name that somebody gave it. */
    record InContext(URI uri, Contexts.Context context) implements Place {}

    /** On this machine. */
    record OfFolder(URI uri) implements Place {}

    URI uri();
  }

  /** A client of that server. */
  RestClient connect() throws Unreachable {
    Place place = place();
    URI uri = place.uri();
    RestClient client = new RestClient(access(place));
    if (uri.getScheme().equals("http") && !plaintext && isElsewhere(place)) {
      spec.commandLine()
          .getErr()
          .println(
              "warning: the token goes to "
                  + uri
                  + " unencrypted, and whoever is on the way can read it. Use https://, or say"
                  + " --plaintext");
    }
    return client;
  }

  /** The same for completion, which says nothing. */
  RestClient connectSilently() throws Unreachable {
    return new RestClient(access(place()));
  }

  /** Not of this machine, as far as the address tells. */
  private static boolean isElsewhere(Place place) {
    return !(place instanceof Place.OfFolder) && !ServerAddress.isLoopback(place.uri().getHost());
  }

  // What was typed wins over what was set.
  private Place place() throws Unreachable {
    if (server != null) {
      return new Place.Named(address("the server is ", server));
    }
    if (context != null) {
      return inContext(context);
    }
    if (data != null) {
      return ofFolder();
    }
    if (!variable("MUSTER_SERVER").isEmpty()) {
      return new Place.Named(address("the server in MUSTER_SERVER is ", variable("MUSTER_SERVER")));
    }
    if (!variable("MUSTER_CONTEXT").isEmpty()) {
      return inContext(variable("MUSTER_CONTEXT"));
    }
    String current = LocalServer.isNamed() ? "" : contexts().current();
    return current.isEmpty() ? ofFolder() : inContext(current);
  }

  private static Contexts contexts() throws Unreachable {
    try {
      return Contexts.read(Contexts.folder());
    } catch (IOException e) {
      throw new Unreachable(FileProblem.message(e));
    }
  }

  private Place inContext(String name) throws Unreachable {
    Contexts contexts = contexts();
    Contexts.Context found = contexts.all().get(name);
    if (found == null) {
      throw wrong(ContextCommand.unknown(contexts, name));
    }
    return new Place.InContext(
        address("the server of the context '" + name + "' is ", found.server()), found);
  }

  private Place ofFolder() throws Unreachable {
    Path folder = LocalServer.folder(data);
    URI local = LocalServer.uri(folder);
    if (local == null) {
      throw new Unreachable(
          "no server is ready on the data folder "
              + folder.toAbsolutePath().normalize()
              + ": start one with 'muster serve', or name one with --server URL, --context,"
              + " MUSTER_SERVER or --data DIR");
    }
    return new Place.OfFolder(local);
  }

  private URI address(String what, String text) {
    try {
      return ServerAddress.parse(text);
    } catch (ServerAddress.Wrong e) {
      throw wrong(what + e.text());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private ServerAccess access(Place place) throws Unreachable {
    boolean plain = place.uri().getScheme().equals("http");
    if (plain && authorities != null) {
      throw wrong("--ca is for https://, and the server is " + place.uri());
    }
    String variable = variable("MUSTER_CA");
    Path trusted = authorities;
    if (trusted == null && place instanceof Place.InContext(URI ignored, Contexts.Context known)) {
      trusted = known.authorities() == null ? null : Path.of(known.authorities());
    }
    if (trusted == null && !variable.isEmpty()) {
      trusted = Path.of(variable);
    }
    return withToken(place, plain ? null : trusted);
  }

  private ServerAccess withToken(Place place, @Nullable Path trusted) throws Unreachable {
    String variable = variable("MUSTER_TOKEN");
    try {
      Path file = named(place);
      if (file == null && !variable.isEmpty()) {
        String token = GivenToken.inVariable("MUSTER_TOKEN", variable);
        return new ServerAccess(place.uri(), token, "MUSTER_TOKEN", trusted, timeout);
      }
      Path from = file == null ? otherwise(place) : file;
      return new ServerAccess(
          place.uri(),
          GivenToken.inFile(from),
          from.toAbsolutePath().normalize().toString(),
          trusted,
          timeout);
    } catch (GivenToken.NoToken e) {
      throw new Unreachable(e.text());
    }
  }

  /** The token's file, where it was named for this very server. */
  private @Nullable Path named(Place place) {
    if (tokenFile != null) {
      return tokenFile;
    }
    return place instanceof Place.InContext(URI ignored, Contexts.Context known)
            && known.tokenFile() != null
        ? Path.of(known.tokenFile())
        : null;
  }

  /** The token of a server on this machine is not for others, unless its folder was named. */
  private Path otherwise(Place place) throws Unreachable {
    String variable = variable("MUSTER_TOKEN_FILE");
    if (!variable.isEmpty()) {
      return Path.of(variable);
    }
    if (data == null && !LocalServer.isNamed() && isElsewhere(place)) {
      throw new Unreachable(
          "no token was named for "
              + place.uri()
              + ": name its file with --token-file or MUSTER_TOKEN_FILE, or set MUSTER_TOKEN. It is"
              + " in the file operator-token of the server's data folder");
    }
    return LocalServer.tokenFile(LocalServer.folder(data));
  }

  /** Read when it is needed: a native image must not keep those of its build. */
  private static String variable(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value.strip();
  }
}
