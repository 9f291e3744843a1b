package io.muster.testagent;

import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import java.util.List;

/** What an agent and one server say to each other, step by step, as the test has it. */
public abstract sealed class Conversation implements AutoCloseable
    permits SocketConversation, PollingConversation {

  private final TestAgent agent;

  Conversation(TestAgent agent) {
    this.agent = agent;
  }

  /** On a WebSocket, which is open when this returns. */
  public static SocketConversation overSocket(TestAgent agent, int port) {
    return new SocketConversation(agent, port);
  }

  /** By HTTP polls. */
  public static Conversation byPolling(TestAgent agent, int port) {
    return new PollingConversation(agent, port);
  }

  /** The one who speaks. */
  public final TestAgent agent() {
    return agent;
  }

  /** Sends a message and returns the next one of the server, which must come. */
  public abstract ServerToAgent say(AgentToServer.Builder message);

  /** Everything that the server has sent so far. */
  public abstract List<ServerToAgent> received();

  /** Says nothing but that it lives. */
  public final ServerToAgent heartbeat() {
    return say(agent.message());
  }

  /** Says all there is to say. */
  public final ServerToAgent report() {
    return say(agent.report());
  }

  /** Goes without a word. */
  @Override
  public abstract void close();
}
