package io.muster.operator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The operator's side of one server. Answers of any status are returned; what gets none throws
 * {@link RequestFailed}. Thread-safe.
 */
public final class OperatorClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String JSON = "application/json";

  private final HttpClient http;
  private final Duration timeout;
  private final Supplier<URI> endpoint;
  private final Supplier<String> token;

  /**
   * For a server on this machine.
   *
   * @param timeout of each request
   */
  public OperatorClient(HttpClient http, Duration timeout, int port, String token) {
    this(http, timeout, () -> local(port), () -> token);
  }

  private OperatorClient(
      HttpClient http, Duration timeout, Supplier<URI> endpoint, Supplier<String> token) {
    this.http = http;
    this.timeout = timeout;
    this.endpoint = endpoint;
    this.token = token;
  }

  /** For a server that may start again elsewhere: both are asked for at each request. */
  public static OperatorClient of(Supplier<URI> endpoint, Supplier<String> token) {
    return new OperatorClient(HttpClient.newHttpClient(), TIMEOUT, endpoint, token);
  }

  /** For a server on this machine. */
  public static OperatorClient at(int port, String token) {
    return of(() -> local(port), () -> token);
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** A request without a token, to be refined. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(endpoint.get() + path)).timeout(timeout);
  }

  /** A request with the operator's token, to be refined. */
  public HttpRequest.Builder authorized(String path) {
    return request(path).header("Authorization", "Bearer " + token.get());
  }

  /** Reads. */
  public Answer get(String path) {
    return send(authorized(path));
  }

  /**
   * Puts a body.
   *
   * @param headers names and values in turn, such as {@code "If-Match", etag}
   */
  public Answer put(String path, String type, String body, String... headers) {
    HttpRequest.Builder request =
        authorized(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Puts JSON. */
  public Answer putJson(String path, String body, String... headers) {
    return put(path, JSON, body, headers);
  }

  /** Puts a revision of a collector's config, in YAML. */
  public Answer putConfig(String name, String yaml) {
    return put("/api/v1/configs/" + name, "application/yaml", yaml);
  }

  /** Posts JSON, or nothing if it is empty. */
  public Answer post(String path, String body) {
    return send(
        authorized(path)
            .header("Content-Type", JSON)
            .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  /** Deletes. */
  public Answer delete(String path) {
    return send(authorized(path).DELETE());
  }

  /** Sends what {@link #request} or {@link #authorized} began. */
  public Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      return new Answer(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new RequestFailed(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RequestFailed(request.toString(), new InterruptedIOException());
    }
  }

  /** The lines of an answer without an end, such as the events, as they come. */
  public CompletableFuture<Stream<String>> lines(String path) {
    return http.sendAsync(
            authorized(path).timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofLines())
        .thenApply(HttpResponse::body);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
