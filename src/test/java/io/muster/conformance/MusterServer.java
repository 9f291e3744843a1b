package io.muster.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Messages;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The packaged Muster, driven through its public REST contract alone. */
final class MusterServer implements ServerUnderTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MusterProcess process;
  private final HttpClient http = HttpClient.newHttpClient();

  private MusterServer(MusterProcess process) {
    this.process = process;
  }

  static MusterServer start(List<String> settings) {
    return start(MusterProcess.server().with(settings));
  }

  static MusterServer start(MusterProcess.Launch launch) {
    return new MusterServer(launch.start());
  }

  /** What Prometheus would read. */
  String metrics() {
    return request("GET", "/metrics", "").detail();
  }

  @Override
  public String name() {
    return "Muster";
  }

  @Override
  public URI endpoint() {
    return process.agentEndpoint();
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public MusterProcess process() {
    return process;
  }

  @Override
  public Outcome push(String tag, ConfigFiles config) {
    return push("conformance.tag", tag, config);
  }

  @Override
  public Outcome pushTo(ByteString uid, ConfigFiles config) {
    var label = "u" + Messages.hex(uid);
    var labelled =
        request("PUT", agentPath(uid) + "/labels", json(Map.of("conformance.label", label)));
    return labelled.accepted() ? push("conformance.label", label, config) : labelled;
  }

  private Outcome push(String key, String value, ConfigFiles config) {
    var stored = request("PUT", "/api/v1/configs/" + value, json(body(config)));
    if (!stored.accepted()) {
      return stored;
    }
    var target = Map.of("selector", Map.of(key, value), "config", value, "weight", 100);
    var bound = request("PUT", "/api/v1/targets/" + value, json(target));
    return bound.accepted() ? stored : bound;
  }

  private static Map<String, Object> body(ConfigFiles config) {
    var files = new TreeMap<String, Object>();
    config
        .files()
        .forEach((name, file) ->
            files.put(
                name,
                Map.of("body", file.body().toStringUtf8(), "contentType", file.contentType())));
    return Map.of("files", files);
  }

  @Override
  public Optional<AgentView> agent(ByteString uid) {
    var answer = request("GET", agentPath(uid), "");
    if (answer.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(new AgentView(read(answer)));
  }

  @Override
  public List<AgentView> agents(String tag) {
    var views = new ArrayList<AgentView>();
    var answer = request("GET", "/api/v1/agents?selector=conformance.tag%3D" + tag, "");
    read(answer).path("items").forEach(item -> views.add(new AgentView(item)));
    return views;
  }

  @Override
  public Outcome delete(ByteString uid) {
    return request("DELETE", agentPath(uid), "");
  }

  @Override
  public Outcome assignUid(ByteString uid) {
    return request("POST", agentPath(uid) + "/uid", "");
  }

  @Override
  public Outcome restartAgent(ByteString uid) {
    return request("POST", agentPath(uid) + "/restart", "");
  }

  @Override
  public Outcome sendCustom(ByteString uid, String capability, String type, ByteString data) {
    return request(
        "POST",
        agentPath(uid) + "/messages",
        json(Map.of("capability", capability, "type", type, "data", data.toByteArray())));
  }

  @Override
  public Outcome offerConnection(URI agentEndpoint) {
    var opamp = Map.of("endpoint", agentEndpoint.toString());
    return request("PUT", "/api/v1/settings/connection", json(Map.of("opamp", opamp)));
  }

  private static String agentPath(ByteString uid) {
    return "/api/v1/agents/" + Messages.text(uid);
  }

  /** Any request to the operator plane, with the token. */
  Outcome request(String method, String path, String json) {
    var request =
        HttpRequest.newBuilder(URI.create(process.operatorEndpoint() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + process.token())
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
            .build();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      return new Outcome(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(Outcome answer) {
    if (!answer.accepted()) {
      throw new AssertionError("the API answered " + answer);
    }
    try {
      return JSON.readTree(answer.detail());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.close();
  }

  @Override
  public String toString() {
    return name() + Arrays.asList(process.agentPort(), process.operatorPort());
  }
}
