package io.muster.conformance.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.proto.ServerToAgent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP answer as read from the wire.
 *
 * @param status the status code
 * @param headers by lower-case name, values in order
 * @param body the body without its transfer coding, still in its content coding
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, ByteString body) {

  /** Freezes the headers. */
  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /** The first value of a header, or the empty text. */
  public String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, List.of("")).getFirst();
  }

  /** The body without its content coding. */
  public ByteString content() {
    if (!header("content-encoding").equalsIgnoreCase("gzip")) {
      return body;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray()))) {
      return ByteString.readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the answer says gzip and is not", e);
    }
  }

  /** The body as OpAMP; fails if it is none. */
  public ServerToAgent message() {
    try {
      return ServerToAgent.parseFrom(content());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(
          "answer " + status + " holds no ServerToAgent: " + e.getMessage(), e);
    }
  }
}
