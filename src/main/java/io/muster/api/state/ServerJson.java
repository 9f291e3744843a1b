package io.muster.api.state;

import io.muster.fleet.AgentAddress;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What this instance is, and where agents connect to it.
 *
 * @param version of the server
 * @param agents the agents' port
 */
@Schema(name = "Server")
public record ServerJson(String version, Agents agents) {

  /**
   * The agents' port.
   *
   * @param tls whether connections are encrypted here; a proxy in front may do it as well
   * @param host the address that is listened on; `0.0.0.0` stands for all of the machine
   * @param path of both transports
   * @param token whether agents must have a token
   */
  @Schema(name = "AgentsPort")
  public record Agents(boolean tls, String host, int port, String path, boolean token) {}

  static ServerJson of(String version, AgentAddress.Address address) {
    return new ServerJson(
        version,
        new Agents(address.tls(), address.host(), address.port(), address.path(), address.token()));
  }
}
