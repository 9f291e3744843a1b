package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Speaks to the REST API of one server. For one thread. */
final class RestClient implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String API = "/api/v1/";
  private static final int FIRST_ERROR = 400;
  private static final int PAGE = 1_000;

  private final URI server;
  private final String token;
  private final Duration timeout;
  private final HttpClient http;

  RestClient(URI server, String token, Duration timeout) {
    this.server = server;
    this.token = token;
    this.timeout = timeout;
    http = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /** `a/b?c=d`, each part escaped; parameters without a value are left out. */
  static String path(String path, Map<String, String> parameters) {
    StringBuilder text = new StringBuilder(path);
    char sign = '?';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (!parameter.getValue().isEmpty()) {
        text.append(sign)
            .append(parameter.getKey())
            .append('=')
            .append(escaped(parameter.getValue()));
        sign = '&';
      }
    }
    return text.toString();
  }

  /** A part of a path or a parameter. */
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws Refused, Unreachable, InterruptedException {
    return send(request(path).GET());
  }

  /**
   * Writes the body of an answer to a file as it comes; the timeout is for its beginning.
   *
   * @throws IOException if it breaks off, or the file cannot be written
   */
  void download(String path, Path file)
      throws Refused, Unreachable, InterruptedException, IOException {
    HttpResponse<InputStream> answer =
        answer(
            request(path).setHeader("Accept", "application/yaml, application/problem+json").GET(),
            BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() >= FIRST_ERROR) {
        throw Refused.of(
            answer.statusCode(), body(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
      }
      // Into the file that is there: a new one would have other permissions
      try (OutputStream out = Files.newOutputStream(file)) {
        body.transferTo(out);
      }
    }
  }

  JsonNode post(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  JsonNode put(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString())));
  }

  JsonNode post(String path) throws Refused, Unreachable, InterruptedException {
    return send(request(path).POST(BodyPublishers.noBody()));
  }

  /** All pages of a list as one, up to a number of items. */
  ObjectNode list(String path, Map<String, String> parameters, int most)
      throws Refused, Unreachable, InterruptedException {
    Map<String, String> asked = new LinkedHashMap<>(parameters);
    ArrayNode items = JSON.createArrayNode();
    ObjectNode all = JSON.createObjectNode();
    String cursor = "";
    do {
      asked.put("limit", Integer.toString(Math.min(PAGE, most - items.size())));
      asked.put("cursor", cursor);
      JsonNode page = get(path(path, asked));
      page.path("items").forEach(items::add);
      all.set("total", page.path("total"));
      cursor = page.path("next").asText("");
    } while (!cursor.isEmpty() && items.size() < most);
    all.set("items", items);
    return all;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(API + path))
        .timeout(timeout)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json, application/problem+json");
  }

  private JsonNode send(HttpRequest.Builder request)
      throws Refused, Unreachable, InterruptedException {
    HttpResponse<String> answer = answer(request, BodyHandlers.ofString());
    JsonNode body = body(answer.body());
    if (answer.statusCode() >= FIRST_ERROR) {
      throw Refused.of(answer.statusCode(), body);
    }
    return body;
  }

  private <T> HttpResponse<T> answer(HttpRequest.Builder request, BodyHandler<T> body)
      throws Unreachable, InterruptedException {
    try {
      return http.send(request.build(), body);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new Unreachable(server + " does not answer: " + why);
    }
  }

  private static JsonNode body(String text) {
    try {
      return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
