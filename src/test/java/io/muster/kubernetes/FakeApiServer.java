package io.muster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as ConfigMaps need, over HTTP: lists in pages, watches with bookmarks,
 * merge patches, Events, and answers that say no. Thread-safe.
 */
public final class FakeApiServer implements AutoCloseable {

  /** An answer instead of the right one. */
  public record Answer(int code, Map<String, String> headers, String body) {}

  /** A watch that is open. */
  private record Watch(String namespace, OutputStream out) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final Map<String, ObjectNode> maps = new TreeMap<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile @Nullable Function<String, @Nullable Answer> instead;
  private long version = 100;

  public FakeApiServer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::serve);
    http.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** A kubeconfig for it. */
  public Path kubeconfig(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test, namespace: telemetry}}]
        clusters: [{name: test, cluster: {server: "%s"}}]
        users: [{name: test, user: {token: secret-token}}]
        """
            .formatted(url()));
  }

  /** Answers requests like this; null goes on as ever. Given METHOD and path with query. */
  public void answer(@Nullable Function<String, @Nullable Answer> other) {
    instead = other;
  }

  /** Makes or replaces a ConfigMap that has the label. */
  public synchronized void put(
      String name, Map<String, String> annotations, Map<String, String> data) {
    put(name, annotations, data, Map.of());
  }

  /** With binary data. */
  public synchronized void put(
      String name,
      Map<String, String> annotations,
      Map<String, String> data,
      Map<String, byte[]> binary) {
    ObjectNode before = maps.get(name);
    ObjectNode map = JSON.createObjectNode();
    map.put("kind", "ConfigMap").put("apiVersion", "v1");
    ObjectNode metadata = map.putObject("metadata");
    metadata.put("name", name).put("namespace", "telemetry");
    metadata.put(
        "uid", before == null ? "uid-" + (version + 1) : before.at("/metadata/uid").asText());
    metadata.putObject("labels").put("muster.io/config", "true");
    ObjectNode notes = metadata.putObject("annotations");
    annotations.forEach(notes::put);
    if (before != null && before.at("/metadata/annotations").has(Annotations.STATUS)) {
      notes.set(Annotations.STATUS, before.at("/metadata/annotations").get(Annotations.STATUS));
    }
    ObjectNode files = map.putObject("data");
    data.forEach(files::put);
    ObjectNode bytes = map.putObject("binaryData");
    binary.forEach((key, body) -> bytes.put(key, Base64.getEncoder().encodeToString(body)));
    stored(name, map, before == null ? "ADDED" : "MODIFIED");
  }

  private void stored(String name, ObjectNode map, String type) {
    ((ObjectNode) map.get("metadata")).put("resourceVersion", Long.toString(++version));
    maps.put(name, map);
    tell(type, map);
  }

  /** Deletes one. */
  public synchronized void delete(String name) {
    ObjectNode map = maps.remove(name);
    if (map != null) {
      ((ObjectNode) map.get("metadata")).put("resourceVersion", Long.toString(++version));
      tell("DELETED", map);
    }
  }

  /** Tells all watches a bookmark. */
  public synchronized void bookmark() {
    ObjectNode object = JSON.createObjectNode();
    object.put("kind", "ConfigMap").putObject("metadata").put("resourceVersion", "" + ++version);
    tell("BOOKMARK", object);
  }

  /** Tells all watches that their version is too old. */
  public synchronized void expire() {
    ObjectNode status = JSON.createObjectNode();
    status.put("kind", "Status").put("code", 410).put("message", "too old resource version");
    tell("ERROR", status);
  }

  /** Ends all watches, in good order. */
  public void drop() {
    List<Watch> dropped = List.copyOf(watches);
    watches.clear();
    for (Watch watch : dropped) {
      try {
        watch.out().close();
      } catch (IOException e) {
        // It is gone.
      }
    }
  }

  private void tell(String type, ObjectNode object) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", type).set("object", object);
    for (Watch watch : watches) {
      try {
        watch.out().write((event + "\n").getBytes(StandardCharsets.UTF_8));
        watch.out().flush();
      } catch (IOException e) {
        watches.remove(watch);
      }
    }
  }

  /** Watches that are open. */
  public int watching() {
    return watches.size();
  }

  /** The status of one; empty if there is none. */
  public synchronized String status(String name) {
    ObjectNode map = maps.get(name);
    return map == null ? "" : map.at("/metadata/annotations").path(Annotations.STATUS).asText("");
  }

  /** Events that were made. */
  public List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** Method and path of all requests, with their queries. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(what);
    Function<String, @Nullable Answer> other = instead;
    Answer answer = other == null ? null : other.apply(what);
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (answer != null) {
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      send(exchange, answer.code(), answer.body());
      return;
    }
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    if ("true".equals(query.get("watch"))) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      synchronized (this) {
        long from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
        Watch watch = new Watch("telemetry", exchange.getResponseBody());
        for (ObjectNode map : List.copyOf(maps.values())) {
          if (map.at("/metadata/resourceVersion").asLong() > from) {
            watch
                .out()
                .write(
                    ("{\"type\":\"MODIFIED\",\"object\":" + map + "}\n")
                        .getBytes(StandardCharsets.UTF_8));
            watch.out().flush();
          }
        }
        watches.add(watch);
      }
      return; // Open until it is dropped.
    }
    switch (exchange.getRequestMethod()) {
      case "GET" -> send(exchange, 200, list(query));
      case "PATCH" -> patch(exchange, JSON.readTree(body));
      default -> {
        events.add(JSON.readTree(body));
        send(exchange, 201, "{}");
      }
    }
  }

  private synchronized String list(Map<String, String> query) {
    List<String> names = new ArrayList<>(maps.keySet());
    String field = query.getOrDefault("fieldSelector", "");
    if (!field.isEmpty()) {
      names.removeIf(name -> !field.equals("metadata.name=" + name));
    }
    int from = Integer.parseInt(query.getOrDefault("continue", "0"));
    int limit = Integer.parseInt(query.getOrDefault("limit", "1000"));
    int to = Math.min(names.size(), from + limit);
    ObjectNode list = JSON.createObjectNode();
    ObjectNode metadata = list.put("kind", "ConfigMapList").putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (to < names.size()) {
      metadata.put("continue", Integer.toString(to));
    }
    var items = list.putArray("items");
    names.subList(from, to).forEach(name -> items.add(maps.get(name)));
    return list.toString();
  }

  private synchronized void patch(HttpExchange exchange, JsonNode patch) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    ObjectNode map = maps.get(name);
    if (map == null) {
      send(exchange, 404, "{\"kind\":\"Status\",\"code\":404,\"message\":\"not found\"}");
      return;
    }
    ObjectNode copy = map.deepCopy();
    ((ObjectNode) copy.at("/metadata/annotations"))
        .setAll((ObjectNode) patch.at("/metadata/annotations"));
    stored(name, copy, "MODIFIED");
    send(exchange, 200, copy.toString());
  }

  private static void send(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
