package io.muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's side of one instance. Thread-safe. */
final class Api {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Without connections kept: they may be to a process that was killed since. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final int port;

  Api(int port) {
    this.port = port;
  }

  /**
   * An answer.
   *
   * @param etag null if there is none
   */
  record Answer(int status, JsonNode body, @Nullable String etag, boolean stale) {
    boolean ok() {
      return status / 100 == 2;
    }
  }

  /** Whether an instance has started so far that it answers, whatever it thinks of its store. */
  static boolean listens(int port) {
    try {
      return new Api(port).get("/healthz").ok();
    } catch (IOException e) {
      return false;
    }
  }

  Answer get(String path) throws IOException {
    return send(request(path));
  }

  Answer put(String path, String type, String body, List<String> headers) throws IOException {
    HttpRequest.Builder request =
        request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return send(request);
  }

  Answer post(String path) throws IOException {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + Processes.TOKEN);
  }

  private static Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      String type = answer.headers().firstValue("Content-Type").orElse("");
      return new Answer(
          answer.statusCode(),
          type.contains("json") ? JSON.readTree(answer.body()) : JSON.nullNode(),
          answer.headers().firstValue("ETag").orElse(null),
          answer.headers().firstValue("Muster-Stale").isPresent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
