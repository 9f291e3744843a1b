package io.muster.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** What an agent may be, by the client that connects it; for each there is a snippet. */
enum ConnectKind {
  /** The collector's extension by itself. */
  EXTENSION("extension.txt", true),
  /** The OpAMP supervisor with a collector. */
  SUPERVISOR("supervisor.txt", true),
  /** OpenTelemetry Java contrib's client. */
  JAVA("java.txt", false),
  /** OpenTelemetry Python's client. */
  PYTHON("python.txt", false),
  /** Elastic's client for Node. */
  NODE("node.txt", false),
  /** The client of opamp-go. */
  GO("go.txt", true);

  private final String file;
  private final boolean webSocket;

  ConnectKind(String file, boolean webSocket) {
    this.file = file;
    this.webSocket = webSocket;
  }

  /** Whether it is best connected by a WebSocket; the others poll. */
  boolean webSocket() {
    return webSocket;
  }

  /** Its snippet, for {@link Snippet}. */
  String template() {
    try (InputStream in = ConnectKind.class.getResourceAsStream("connect/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
