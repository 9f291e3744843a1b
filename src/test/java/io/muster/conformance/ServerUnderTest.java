package io.muster.conformance;

import com.google.protobuf.ByteString;
import io.muster.process.MusterProcess;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A server that the suite is run against. Only {@link #name()} and {@link #endpoint()} are needed
 * of every server; each other method belongs to an {@link Ability} and is called only if that is
 * declared, so the defaults refuse.
 */
public interface ServerUnderTest extends AutoCloseable {

  /** What to call the server in reports. */
  String name();

  /** Where agents connect, as a {@code ws} address with the path. */
  URI endpoint();

  /** What the suite may do with this server beyond connecting agents. */
  Set<Ability> abilities();

  /**
   * Makes a config the desired one of all agents whose attribute {@code conformance.tag} has this
   * value; again with another config to change it ({@link Ability#PUSH_CONFIG}).
   */
  default Outcome push(String tag, ConfigFiles config) {
    throw missing(Ability.PUSH_CONFIG);
  }

  /** As {@link #push} for one agent, whatever it says about itself. */
  default Outcome pushTo(ByteString uid, ConfigFiles config) {
    throw missing(Ability.PUSH_CONFIG);
  }

  /** One agent ({@link Ability#SEE_AGENTS}). */
  default Optional<AgentView> agent(ByteString uid) {
    throw missing(Ability.SEE_AGENTS);
  }

  /** All agents whose attribute {@code conformance.tag} has this value. */
  default List<AgentView> agents(String tag) {
    throw missing(Ability.SEE_AGENTS);
  }

  /** Forgets an agent ({@link Ability#DELETE_AGENT}). */
  default Outcome delete(ByteString uid) {
    throw missing(Ability.DELETE_AGENT);
  }

  /** Tells an agent to take a new uid ({@link Ability#ASSIGN_UID}). */
  default Outcome assignUid(ByteString uid) {
    throw missing(Ability.ASSIGN_UID);
  }

  /** Tells an agent to restart ({@link Ability#COMMAND_AGENTS}). */
  default Outcome restartAgent(ByteString uid) {
    throw missing(Ability.COMMAND_AGENTS);
  }

  /** Sends an agent a custom message ({@link Ability#COMMAND_AGENTS}). */
  default Outcome sendCustom(ByteString uid, String capability, String type, ByteString data) {
    throw missing(Ability.COMMAND_AGENTS);
  }

  /**
   * Offers all agents this endpoint, with the default interval ({@link Ability#OFFER_CONNECTION}).
   */
  default Outcome offerConnection(URI agentEndpoint) {
    throw missing(Ability.OFFER_CONNECTION);
  }

  /** The process ({@link Ability#OWN_PROCESS}). */
  default MusterProcess process() {
    throw missing(Ability.OWN_PROCESS);
  }

  @Override
  void close();

  private static UnsupportedOperationException missing(Ability ability) {
    return new UnsupportedOperationException("declared without being there: " + ability);
  }
}
