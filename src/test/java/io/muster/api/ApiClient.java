package io.muster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An operator of a running server, and an agent that polls it. */
public final class ApiClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final MusterProcess server;
  private final HttpClient http = HttpClient.newHttpClient();

  public ApiClient(MusterProcess server) {
    this.server = server;
  }

  /** An answer. */
  record Answer(int status, HttpResponse<String> response) {

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(response.body(), e);
      }
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.operatorEndpoint() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpRequest.Builder authorized(String path) {
    return request(path).header("Authorization", "Bearer " + server.token());
  }

  Answer get(String path) {
    return send(authorized(path));
  }

  Answer put(String path, String type, String body, String... headers) {
    HttpRequest.Builder request =
        authorized(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer putJson(String path, String body, String... headers) {
    return put(path, "application/json", body, headers);
  }

  Answer post(String path, String body) {
    return send(
        authorized(path)
            .header("Content-Type", "application/json")
            .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  Answer delete(String path) {
    return send(authorized(path).DELETE());
  }

  Answer send(HttpRequest.Builder request) {
    return call(request.build(), BodyHandlers.ofString());
  }

  private Answer call(HttpRequest request, HttpResponse.BodyHandler<String> handler) {
    try {
      HttpResponse<String> response = http.send(request, handler);
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpClient http() {
    return http;
  }

  /** One poll of an agent. */
  public ServerToAgent poll(AgentToServer message) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.agentPort() + "/v1/opamp"))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message.toByteArray()))
            .build();
    try {
      return ServerToAgent.parseFrom(http.send(request, BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
