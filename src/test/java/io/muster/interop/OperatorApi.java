package io.muster.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** What an operator sees and does, over the REST API of a running server. */
final class OperatorApi implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MusterProcess server;
  private final HttpClient http = HttpClient.newHttpClient();

  OperatorApi(MusterProcess server) {
    this.server = server;
  }

  /** Status and body of an answer. */
  record Answer(int status, String body) {

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(toString(), e);
      }
    }

    Answer orFail() {
      if (status / 100 != 2) {
        throw new AssertionError("the API answered " + this);
      }
      return this;
    }
  }

  /** One agent, or an absent node. */
  JsonNode agent(UUID uid) {
    var answer = send("GET", "/api/v1/agents/" + uid, "", "application/json");
    return answer.status() == 404 ? JSON.missingNode() : answer.orFail().json();
  }

  /** The agent as soon as it is as wanted. */
  JsonNode await(UUID uid, Predicate<JsonNode> wanted) {
    return await(uid, PATIENCE, wanted);
  }

  /** The agent as soon as it is as wanted, for what takes longer than most. */
  JsonNode await(UUID uid, Duration patience, Predicate<JsonNode> wanted) {
    var last = new JsonNode[1];
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(30))
          .until(() -> wanted.test(last[0] = agent(uid)));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the agent stays " + last[0] + "\n" + server.log(), e);
    }
    return last[0];
  }

  /** The agent as soon as it is connected and all that it promises to report is known. */
  JsonNode awaitComplete(UUID uid) {
    return await(uid, OperatorApi::complete);
  }

  static boolean complete(JsonNode agent) {
    var promised = agent.path("capabilities").valueStream().map(JsonNode::asText).toList();
    return connected(agent)
        && !agent.path("attributes").isEmpty()
        && (!promised.contains("ReportsEffectiveConfig") || agent.has("effectiveConfig"));
  }

  static boolean connected(JsonNode agent) {
    return agent.path("status").asText().equals("connected");
  }

  /** Status of the remote config as the agent reports it. */
  static String configStatus(JsonNode agent) {
    return agent.path("config").path("reported").path("status").asText();
  }

  static Instant lastSeen(JsonNode agent) {
    return Instant.parse(agent.path("lastSeen").asText());
  }

  /** The agents of which this attribute or label has this value. */
  List<JsonNode> agents(String key, String value) {
    var answer = get("/api/v1/agents?selector=" + key + "%3D" + value).orFail().json();
    return answer.path("items").valueStream().toList();
  }

  /** Stores a collector config; answers its hash as hex. */
  String config(String name, String yaml) {
    return send("PUT", "/api/v1/configs/" + name, yaml, "application/yaml")
        .orFail()
        .json()
        .path("hash")
        .asText();
  }

  /** Makes the newest revision of a config that of all agents with this attribute. */
  void target(String config, String key, String value) {
    var target = Map.of("selector", Map.of(key, value), "config", config, "weight", 100);
    send("PUT", "/api/v1/targets/" + config, text(target), "application/json").orFail();
  }

  /** Whether it runs what it should: {@code state/cause}. */
  static String sync(JsonNode agent) {
    return agent.at("/sync/state").asText() + "/" + agent.at("/sync/cause").asText();
  }

  /** The one file of a collector's effective config. */
  static String effective(JsonNode agent) {
    return agent.path("effectiveConfig").path("files").path("").path("body").asText();
  }

  Answer get(String path) {
    return send("GET", path, "", "application/json");
  }

  Answer delete(UUID uid) {
    return send("DELETE", "/api/v1/agents/" + uid, "", "application/json").orFail();
  }

  /** POST to a path below the agent; nothing but the status is checked by the caller. */
  Answer post(UUID uid, String path, Map<String, ?> body) {
    var json = body.isEmpty() ? "" : text(body);
    return send("POST", "/api/v1/agents/" + uid + "/" + path, json, "application/json");
  }

  /** Sum of all series of a metric, by its name in the Prometheus text. */
  double metric(String name) {
    return get("/metrics")
        .orFail()
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Subscribes to the events; the list grows by each event's data until this is closed. */
  List<JsonNode> events() {
    var events = new CopyOnWriteArrayList<JsonNode>();
    var request = request("/api/v1/events").header("Accept", "text/event-stream").build();
    try {
      var answer = http.send(request, BodyHandlers.ofLines());
      if (answer.statusCode() != 200) {
        throw new AssertionError("events answered " + answer.statusCode());
      }
      Thread.ofVirtual().name("sse").start(() -> read(answer.body().iterator(), events));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return events;
  }

  private static void read(Iterator<String> lines, List<JsonNode> events) {
    try {
      while (lines.hasNext()) {
        var line = lines.next();
        if (line.startsWith("data:")) {
          events.add(JSON.readTree(line.substring("data:".length())));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The server or this client is gone.
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.operatorEndpoint() + path))
        .header("Authorization", "Bearer " + server.token());
  }

  /** Any request. */
  Answer send(String method, String path, String body, String contentType) {
    var publisher =
        body.isEmpty()
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(body, StandardCharsets.UTF_8);
    var request =
        request(path)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", contentType)
            .method(method, publisher)
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
