package io.muster.store.infinispan;

import io.muster.store.CannotOpenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an Infinispan server takes Hot Rod.
 *
 * @param host name or address, an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Server(String host, int port) {

  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:;\\s]+)):(\\d{1,5})");

  public Server {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(host + ":" + port + " is no address of a server");
    }
  }

  /**
   * Reads {@code host:port;host:port}.
   *
   * @throws CannotOpenStore if it is anything else
   */
  public static List<Server> parse(String hosts) {
    List<Server> servers = new ArrayList<>();
    for (String part : hosts.split(";", -1)) {
      Matcher address = ADDRESS.matcher(part.strip());
      if (!address.matches() || !isPort(address.group(3))) {
        throw new CannotOpenStore(
            "muster.store.infinispan.hosts (--infinispan) is '"
                + hosts
                + "', expected host:port;host:port; '"
                + part.strip()
                + "' is no host with a port.");
      }
      String host = address.group(1) == null ? address.group(2) : address.group(1);
      servers.add(new Server(host, Integer.parseInt(address.group(3))));
    }
    return servers;
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65_535;
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
