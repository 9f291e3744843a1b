package io.muster.cli.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 over a plain socket: a request, its answer, closed. To begin the JDK's client, which
 * makes TLS ready whether it is used or not, takes longer than all the rest of a command.
 */
final class PlainHttp {

  private static final int HTTP = 80;
  private static final int LONGEST_LINE = 64 << 10;
  private static final int MOST_HEADERS = 200;
  private static final int MOST_BYTES = 1 << 30;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int FIRST_FINAL = 200;
  private static final int HEX = 16;

  private final URI server;
  private final long end;
  private final Socket socket;

  private PlainHttp(URI server, Duration timeout) {
    this.server = server;
    this.end = System.nanoTime() + timeout.toNanos();
    this.socket = new Socket();
  }

  /**
   * Sends a request and reads the answer.
   *
   * @param uri `http:`
   * @throws IOException with a type and message that {@link ConnectionProblem} knows
   */
  static Transport.Answer send(URI uri, Transport.Request request, Duration timeout)
      throws IOException {
    PlainHttp exchange = new PlainHttp(uri, timeout);
    try (exchange.socket) {
      exchange.connect();
      exchange.write(request);
      return exchange.read();
    }
  }

  private void connect() throws IOException {
    String host = server.getHost().replaceAll("^\\[|]$", "");
    int port = server.getPort() < 0 ? HTTP : server.getPort();
    // The first address; the others of a name are for those who have none of its kind
    InetAddress address = InetAddress.getAllByName(host)[0];
    socket.connect(new InetSocketAddress(address, port), left());
    socket.setTcpNoDelay(true);
  }

  /** Milliseconds until the end, at least one: none would be for ever. */
  private int left() throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  private void write(Transport.Request request) throws IOException {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    head.append(server.getRawPath());
    if (server.getRawQuery() != null) {
      head.append('?').append(server.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(server.getRawAuthority());
    head.append("\r\nConnection: close");
    new TreeMap<>(request.headers())
        .forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    if (body.length > 0 || !request.method().equals("GET")) {
      head.append("\r\nContent-Length: ").append(body.length);
    }
    head.append("\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    try {
      all.writeTo(socket.getOutputStream());
    } catch (IOException e) {
      // A server that refuses a large body answers before it has all of it: read that
    }
  }

  private Transport.Answer read() throws IOException {
    InputStream in = new BufferedInputStream(new Patient(socket.getInputStream()));
    int status = status(line(in));
    Map<String, String> headers = headers(in);
    while (status < FIRST_FINAL) {
      status = status(line(in));
      headers = headers(in);
    }
    byte[] body = status == NO_CONTENT || status == NOT_MODIFIED ? new byte[0] : body(in, headers);
    return new Transport.Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new ProtocolException("Invalid status line");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < MOST_HEADERS; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    throw new ProtocolException("too many headers");
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return in.readNBytes(MOST_BYTES);
    }
    return exactly(in, number(length, 10));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = number(line(in).replaceFirst(";.*", "").strip(), HEX);
      if (size == 0) {
        headers(in);
        return all.toByteArray();
      }
      all.writeBytes(exactly(in, size));
      if (all.size() > MOST_BYTES || !line(in).isEmpty()) {
        throw new ProtocolException("a chunk without its end");
      }
    }
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0 && number <= MOST_BYTES) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ProtocolException("a length that is none");
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the answer broke off");
      }
      if (next == '\n') {
        return line.isEmpty() || line.charAt(line.length() - 1) != '\r'
            ? line.toString()
            : line.substring(0, line.length() - 1);
      }
      line.append((char) next);
    }
    throw new ProtocolException("a line that is too long");
  }

  /** Waits for no byte longer than is left of the whole time. */
  private final class Patient extends InputStream {

    private final InputStream in;

    Patient(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(left());
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      socket.setSoTimeout(left());
      return in.read(bytes, from, length);
    }
  }
}
