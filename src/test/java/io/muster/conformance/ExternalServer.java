package io.muster.conformance;

import java.net.URI;
import java.util.Set;

/** Some server of which only the endpoint is known. */
final class ExternalServer implements ServerUnderTest {

  private final URI endpoint;

  ExternalServer(URI endpoint) {
    if (endpoint.getHost() == null || endpoint.getPort() < 0 || endpoint.getPath().isEmpty()) {
      throw new IllegalArgumentException(
          "opamp.url must be ws://host:port/path without TLS, but is " + endpoint);
    }
    this.endpoint = endpoint;
  }

  @Override
  public String name() {
    return System.getProperty("opamp.name", endpoint.toString());
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public Set<Ability> abilities() {
    return Set.of();
  }

  @Override
  public void close() {
    // Not ours to stop.
  }
}
