package io.muster.conformance.wire;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** One kept-alive HTTP/1.1 connection over a bare socket, without any opinion on what is valid. */
public final class HttpConnection implements AutoCloseable {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final URI endpoint;
  private final Socket socket;
  private final InputStream in;

  /** Connects to the host and port of an {@code http} or {@code ws} address. */
  public HttpConnection(URI endpoint) {
    this(endpoint, 0);
  }

  /**
   * As {@link #HttpConnection(URI)} with a receive buffer of so many bytes (0: default). It is set
   * before connecting: a buffer that shrinks below the window already offered makes the kernel drop
   * what it had let the peer send, and the peer's retransmission backs off for minutes.
   */
  HttpConnection(URI endpoint, int receiveBuffer) {
    this.endpoint = endpoint;
    try {
      socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) ANSWER_WITHIN.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** POSTs a message as OpAMP wants it; further headers as {@code "Name: value"}. */
  public HttpAnswer post(ByteString body, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type: application/x-protobuf"));
    all.addAll(List.of(headers));
    return request("POST", endpoint.getPath(), body, all);
  }

  /** Sends a request with a Content-Length and reads its answer. */
  public HttpAnswer request(String method, String path, ByteString body, List<String> headers) {
    var all = new ArrayList<>(headers);
    if (!body.isEmpty() || method.equals("POST") || method.equals("PUT")) {
      all.add("Content-Length: " + body.size());
    }
    write(head(method, path, all).concat(body));
    return read();
  }

  /** POSTs chunks without telling the length first. */
  public HttpAnswer postChunked(List<ByteString> chunks, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type: application/x-protobuf"));
    all.addAll(List.of(headers));
    all.add("Transfer-Encoding: chunked");
    write(head("POST", endpoint.getPath(), all));
    try {
      for (var chunk : chunks) {
        write(ByteString.copyFromUtf8(Integer.toHexString(chunk.size()) + "\r\n"));
        write(chunk);
        write(ByteString.copyFromUtf8("\r\n"));
      }
      write(ByteString.copyFromUtf8("0\r\n\r\n"));
    } catch (UncheckedIOException e) {
      // The server may refuse and close before the last chunk; its answer is what counts.
      return read();
    }
    return read();
  }

  /** The head of a request, with Host and the given header lines. */
  public ByteString head(String method, String path, List<String> headers) {
    var text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(endpoint.getHost()).append(':').append(endpoint.getPort());
    text.append("\r\n");
    headers.forEach(h -> text.append(h).append("\r\n"));
    return ByteString.copyFromUtf8(text.append("\r\n").toString());
  }

  /** Writes bytes as they are. */
  public void write(ByteString bytes) {
    try {
      bytes.writeTo(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one answer; fails when the connection ends or 15 s pass. */
  public HttpAnswer read() {
    try {
      var statusLine = line();
      var parts = statusLine.split(" ", 3);
      int status = Integer.parseInt(parts[1]);
      var headers = new HashMap<String, List<String>>();
      for (var line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers
            .computeIfAbsent(
                line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
      return new HttpAnswer(status, headers, body(status, headers));
    } catch (IOException e) {
      throw new UncheckedIOException("no complete HTTP answer", e);
    }
  }

  private ByteString body(int status, Map<String, List<String>> headers) throws IOException {
    if (status < 200 || status == 204 || status == 304) {
      return ByteString.EMPTY;
    }
    if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      var body = ByteString.newOutput();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.write(exactly(size));
        line();
      }
      line();
      return body.toByteString();
    }
    var length = headers.get("content-length");
    return length == null
        ? ByteString.readFrom(in)
        : ByteString.copyFrom(exactly(Integer.parseInt(length.getFirst())));
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(int size) throws IOException {
    var bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer ends after " + bytes.length + " of " + size + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection after '" + line + "'");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Hands the socket and what was read ahead to the WebSocket side after a 101. */
  Socket socket() {
    return socket;
  }

  InputStream input() {
    return in;
  }

  /** Compresses into one gzip member. */
  public static ByteString gzip(ByteString plain) {
    var out = ByteString.newOutput();
    try (var gzip = new GZIPOutputStream(out)) {
      plain.writeTo(gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
