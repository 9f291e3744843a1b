package io.muster.cli.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How requests get to a server, and answers back. Thread-safe. */
final class Transport implements AutoCloseable {

  /** Longer is as good as for ever, and the JDK's client counts in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final ServerAccess access;
  private final Duration timeout;
  private @Nullable HttpClient http;

  Transport(ServerAccess access) throws Unreachable {
    this.access = access;
    timeout = access.timeout().compareTo(LONGEST) < 0 ? access.timeout() : LONGEST;
    if (access.authorities() != null) {
      // Said before anything is done
      var _ = client();
    }
  }

  /**
   * A request.
   *
   * @param path behind the server's address
   * @param body empty for none
   */
  record Request(String method, String path, Map<String, String> headers, String body) {
    Request {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * An answer.
   *
   * @param headers by their names in small letters
   */
  record Answer(int status, Map<String, String> headers, String body) {
    Answer {
      headers = Map.copyOf(headers);
    }
  }

  Answer send(Request request) throws Unreachable, InterruptedException {
    URI uri = URI.create(access.server() + request.path());
    try {
      if (isPlain()) {
        return PlainHttp.send(uri, request, timeout);
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
    HttpResponse<String> answer = begin(request, BodyHandlers.ofString());
    Map<String, String> headers = new TreeMap<>();
    answer
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new Answer(answer.statusCode(), headers, answer.body());
  }

  /** The same for an answer that is read as it comes; the timeout is for its beginning. */
  <T> HttpResponse<T> begin(Request request, BodyHandler<T> body)
      throws Unreachable, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(access.server() + request.path())).timeout(timeout);
    request.headers().forEach(builder::header);
    builder.method(
        request.method(),
        request.body().isEmpty()
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(request.body()));
    try {
      return client().send(builder.build(), body);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Unreachable unreachable(IOException problem) {
    return new Unreachable(
        ConnectionProblem.text(access.server(), timeout, access.authorities(), problem));
  }

  /** What goes through a proxy is left to the JDK's client. */
  private boolean isPlain() {
    return access.server().getScheme().equals("http")
        && System.getProperty("http.proxyHost") == null;
  }

  private synchronized HttpClient client() throws Unreachable {
    if (http == null) {
      // Never another place than the one that was named: a redirect would get the token
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(timeout);
      if (access.authorities() != null) {
        builder.sslContext(Authorities.context(access.authorities()));
      }
      http = builder.build();
    }
    return http;
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.shutdownNow();
      http = null;
    }
  }
}
