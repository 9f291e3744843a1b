package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HT-15, HT-16: requests whose end is not where everybody sees it. */
class StrictRequestDecoderTest {

  private static String refusal(String version, String headers) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new StrictRequestDecoder(new HttpServerOptions()));
    String head =
        "POST /v1/opamp HTTP/" + version + "\r\n" + headers.replace(";", "\r\n") + "\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(head, US_ASCII));
    HttpRequest request = channel.readInbound();
    Throwable cause = request.decoderResult().cause();
    ReferenceCountUtil.release(request);
    channel.finishAndReleaseAll();
    return cause == null ? "" : String.valueOf(cause.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: a",
        "Content-Length: 3",
        "Transfer-Encoding: chunked",
        "transfer-encoding:  Chunked ",
        "Content-Length: 3;Expect: 100-continue"
      })
  void whatIsClearIsRead(String headers) {
    assertThat(refusal("1.1", headers)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, Content-Length: 3;Transfer-Encoding: chunked, not both",
    "1.1, Transfer-Encoding: chunked;Content-Length: 3, not both",
    "1.1, Transfer-Encoding: gzip;Content-Length: 3, not both",
    "1.1, Transfer-Encoding: gzip, only chunked",
    "1.1, Transfer-Encoding: identity, only chunked",
    "1.1, Transfer-Encoding: xchunked, only chunked",
    "1.1, Transfer-Encoding: chunked;Transfer-Encoding: chunked, only chunked",
    "1.1, Transfer-Encoding:, only chunked",
    "1.0, Transfer-Encoding: chunked, HTTP/1.1",
    "1.1, Host: a;Host: b, one Host",
    "1.1, Host: a;host: a, one Host",
    "1.1, : a, has a name"
  })
  void theRestIsRefused(String version, String headers, String message) {
    assertThat(refusal(version, headers)).contains(message);
  }
}
