package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Speaks to the REST API of one server. Thread-safe. */
final class RestClient implements AutoCloseable {

  static final Json JSON = new Json();

  private static final String API = "/api/v1/";
  private static final String PROBLEMS = "application/problem+json";

  private static final String LINES =
      "text/event-stream, text/plain, application/jsonl, " + PROBLEMS;
  private static final String TYPE = "Content-Type";
  private static final int FIRST_SUCCESS = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int PAGE = 1_000;

  private final ServerAccess access;
  private final Transport transport;

  RestClient(ServerAccess access) throws Unreachable {
    this.access = access;
    this.transport = new Transport(access);
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

  /** Where the API is. */
  URI server() {
    return access.server();
  }

  JsonNode get(String path) throws Refused, Unreachable, InterruptedException {
    return send(request("GET", path, Map.of(), ""));
  }

  JsonNode post(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send(request("POST", path, Map.of(TYPE, "application/json"), body.toString()));
  }

  JsonNode post(String path) throws Refused, Unreachable, InterruptedException {
    return send(request("POST", path, Map.of(), ""));
  }

  /** Changes what is given; the rest stays (JSON merge patch). */
  JsonNode patch(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send(
        request("PATCH", path, Map.of(TYPE, "application/merge-patch+json"), body.toString()));
  }

  /**
   * Replaces something.
   *
   * @param ifMatch the entity tag it must have; empty for any
   */
  JsonNode put(String path, JsonNode body, String ifMatch)
      throws Refused, Unreachable, InterruptedException {
    Map<String, String> headers = new TreeMap<>(Map.of(TYPE, "application/json"));
    if (!ifMatch.isEmpty()) {
      headers.put("If-Match", ifMatch);
    }
    return send(request("PUT", path, headers, body.toString()));
  }

  /** Puts something that must not be there yet. */
  JsonNode putNew(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send(
        request(
            "PUT", path, Map.of(TYPE, "application/json", "If-None-Match", "*"), body.toString()));
  }

  JsonNode delete(String path) throws Refused, Unreachable, InterruptedException {
    return send(request("DELETE", path, Map.of(), ""));
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

  /** Lines of an answer that is a text, or does not end; the timeout is for its beginning. */
  Stream<String> lines(String path) throws Refused, Unreachable, InterruptedException {
    HttpResponse<Stream<String>> answer =
        transport.begin(request("GET", path, Map.of("Accept", LINES), ""), BodyHandlers.ofLines());
    if (!succeeded(answer.statusCode())) {
      try (Stream<String> body = answer.body()) {
        throw refused(answer, String.join("\n", body.toList()));
      }
    }
    return answer.body();
  }

  /**
   * Writes the body of an answer to a file as it comes; the timeout is for its beginning.
   *
   * @throws IOException if it breaks off, is not what the server said it would be (Repr-Digest), or
   *     the file cannot be written
   */
  void download(String path, Path file)
      throws Refused, Unreachable, InterruptedException, IOException {
    HttpResponse<InputStream> answer =
        transport.begin(
            request("GET", path, Map.of("Accept", "*/*"), ""), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (!succeeded(answer.statusCode())) {
        throw refused(answer, new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      // Into the file that is there: a new one would have other permissions
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
        body.transferTo(out);
      }
      String found = "sha-256=:" + Base64.getEncoder().encodeToString(sha256.digest()) + ":";
      if (!answer.headers().firstValue("Repr-Digest").orElse(found).equals(found)) {
        throw new IOException("what came is not what the server sent: try again");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Transport.Request request(
      String method, String path, Map<String, String> headers, String body) {
    Map<String, String> all = new TreeMap<>();
    all.put("Authorization", "Bearer " + access.token());
    all.put("Accept", "application/json, " + PROBLEMS);
    all.putAll(headers);
    return new Transport.Request(method, API + path, all, body);
  }

  private JsonNode send(Transport.Request request)
      throws Refused, Unreachable, InterruptedException {
    Transport.Answer answer = transport.send(request);
    if (!succeeded(answer.status())) {
      throw refused(answer.status(), answer.headers().getOrDefault("location", ""), answer.body());
    }
    if (answer.body().isBlank()) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw Refused.byAnother(access, answer.status(), "");
    }
  }

  private static boolean succeeded(int status) {
    return status >= FIRST_SUCCESS && status < FIRST_REDIRECT;
  }

  private Refused refused(HttpResponse<?> answer, String body) {
    return refused(answer.statusCode(), answer.headers().firstValue("Location").orElse(""), body);
  }

  private Refused refused(int status, String elsewhere, String body) {
    try {
      JsonNode problem = JSON.readTree(body);
      boolean ours = problem.has("status") && problem.has("title");
      if (ours || (problem.has("detail") && elsewhere.isEmpty())) {
        return Refused.of(access, status, problem);
      }
    } catch (JsonProcessingException e) {
      // Not Muster's: said below.
    }
    return Refused.byAnother(access, status, elsewhere);
  }

  @Override
  public void close() {
    transport.close();
  }
}
