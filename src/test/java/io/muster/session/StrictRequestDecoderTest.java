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

  private static String ofPost(String version, String headers) {
    return refusal("POST /v1/opamp HTTP/" + version, "Host: a;" + headers);
  }

  private static String refusal(String line, String headers) {
    EmbeddedChannel channel =
        new EmbeddedChannel(new StrictRequestDecoder(new HttpServerOptions()));
    String head = line + "\r\n" + headers.replace(";", "\r\n") + "\r\n\r\n";
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
        "X: a",
        "Content-Length: 3",
        "Transfer-Encoding: chunked",
        "transfer-encoding:  Chunked ",
        "Content-Length: 3;Expect: 100-continue"
      })
  void whatIsClearIsRead(String headers) {
    assertThat(ofPost("1.1", headers)).isEmpty();
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
    "1.1, Host: b, one Host",
    "1.1, host: a, one Host",
    "1.1, : a, has a name"
  })
  void theRestIsRefused(String version, String headers, String message) {
    assertThat(ofPost(version, headers)).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1, Host: a.b:80",
    "GET / HTTP/1.1, Host: [::1]:80",
    "GET / HTTP/1.1, Host:",
    "GET / HTTP/1.0, X: y",
    "GET /a%2fb?c=%C3%A9&d=+ HTTP/1.1, Host: a",
    "GET http://a/b HTTP/1.1, Host: a",
    "OPTIONS /a HTTP/1.1, Host: a"
  })
  void addressesAreRead(String line, String headers) {
    assertThat(refusal(line, headers)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.1, X: y, has a Host",
    "GET / HTTP/1.1, Host: a b, Host is a name",
    "GET / HTTP/1.1, Host: a/b, Host is a name",
    "GET / HTTP/1.1, Host: a@b, Host is a name",
    "GET / HTTP/1.1, Host: a:port, Host is a name",
    "GET / HTTP/1.0, Host: a:port, Host is a name",
    "GET /%zz HTTP/1.1, Host: a, two hexadecimal digits",
    "GET /a% HTTP/1.1, Host: a, two hexadecimal digits",
    "GET /?q=%4 HTTP/1.1, Host: a, two hexadecimal digits",
    "OPTIONS * HTTP/1.1, Host: a, for a path",
    "CONNECT a:80 HTTP/1.1, Host: a:80, no proxy",
    "GET / HTTP/1.2, Host: a, HTTP/1.1 is spoken",
    "PRI * HTTP/2.0, Host: a, HTTP/1.1 is spoken"
  })
  void addressesThatAreNoneAreRefused(String line, String headers, String message) {
    assertThat(refusal(line, headers)).contains(message);
  }
}
