package io.muster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * `muster health --live` for the image, whose engine asks every few seconds for years: a program of
 * its own that needs one class and no library, and so a tenth of the processor time. It finds the
 * server by its data folder (`MUSTER_DATA`) and its address (`MUSTER_OPERATORS_HOST`).
 *
 * <p>Plain to look at, for speed: lambdas, `String.format`, regular expressions and texts put
 * together by `+` each take the JVM longer than all the rest.
 */
final class LiveCheck {

  /** Under the 5 s after which the engine ends it. */
  private static final int TIMEOUT_MS = 3_000;

  private static final String PORT = "\"operatorPort\": ";
  private static final String OK = "HTTP/1.1 200 ";

  /** The variables that it is started with. */
  interface Environment {
    @Nullable String value(String variable);
  }

  private LiveCheck() {}

  /** Ends with 0 if the server's process works, with 1 and a line that says why if not. */
  public static void main(String[] arguments) {
    String why =
        notLive(
            new Environment() {
              @Override
              public @Nullable String value(String variable) {
                return System.getenv(variable);
              }
            });
    if (!why.isEmpty()) {
      System.err.println("not live: ".concat(why));
      System.exit(1);
    }
  }

  static String notLive(Environment environment) {
    String folder = given(environment, "MUSTER_DATA", "muster-data");
    int port;
    try {
      String file = Files.readString(Path.of(folder, "server.json"), StandardCharsets.UTF_8);
      port = port(file);
    } catch (IOException | NumberFormatException e) {
      return "no server is ready on the data folder ".concat(folder);
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host(environment), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(OK.length()), StandardCharsets.US_ASCII);
      return status.equals(OK) ? "" : "the server answers ".concat(status);
    } catch (IOException e) {
      return "the server does not answer: ".concat(e.toString());
    }
  }

  private static int port(String file) {
    int start = file.indexOf(PORT);
    int from = start < 0 ? file.length() : start + PORT.length();
    int to = from;
    while (to < file.length() && Character.isDigit(file.charAt(to))) {
      to++;
    }
    return Integer.parseInt(file.substring(from, to));
  }

  /** An address that means "all" is none to connect to. */
  private static String host(Environment environment) {
    String host = given(environment, "MUSTER_OPERATORS_HOST", "127.0.0.1");
    if (host.equals("0.0.0.0")) {
      return "127.0.0.1";
    }
    return host.equals("::") ? "::1" : host;
  }

  private static String given(Environment environment, String variable, String other) {
    String value = environment.value(variable);
    return value == null || value.isEmpty() ? other : value;
  }
}
