package io.muster.testagent;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A conversation by HTTP polls. */
public final class PollingConversation extends Conversation {

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;
  private final List<ServerToAgent> received = new CopyOnWriteArrayList<>();

  PollingConversation(TestAgent agent, int port) {
    super(agent);
    this.port = port;
  }

  /** Posts a message to the server on a port of this machine, and returns whatever it answers. */
  public static HttpResponse<byte[]> post(int port, AgentToServer message) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/opamp"))
            .timeout(ANSWERED_WITHIN)
            .header("Content-Type", "application/x-protobuf")
            .POST(BodyPublishers.ofByteArray(message.toByteArray()))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public ServerToAgent say(AgentToServer.Builder message) {
    HttpResponse<byte[]> answer = post(port, message.build());
    if (answer.statusCode() != 200) {
      throw new AssertionError(
          "the poll was answered with "
              + answer.statusCode()
              + ": "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
    try {
      ServerToAgent said = ServerToAgent.parseFrom(answer.body());
      received.add(said);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<ServerToAgent> received() {
    return List.copyOf(received);
  }

  /** A poll leaves nothing open. */
  @Override
  public void close() {}
}
