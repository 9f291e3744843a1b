package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusedRequestsTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String NO_HOST = "GET / HTTP/1.1\r\n\r\n";
  private static final String CHUNKS =
      "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

  private EmbeddedChannel channel;

  @BeforeEach
  void open() {
    channel = new EmbeddedChannel();
    channel.pipeline().addLast("httpDecoder", new StrictRequestDecoder(new HttpServerOptions()));
    channel.pipeline().addLast("httpEncoder", new HttpResponseEncoder());
    RefusedRequests.watch(channel, RefusedRequests.Form.PROBLEM);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void receive(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
  }

  private int requests() {
    int requests = 0;
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      requests += part instanceof HttpRequest ? 1 : 0;
      ReferenceCountUtil.release(part);
    }
    return requests;
  }

  private void answer() {
    var ok = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    ok.headers().set("Content-Length", 0);
    channel.writeOutbound(ok);
  }

  private String sent() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      text.append(part.toString(US_ASCII));
      part.release();
    }
    return text.toString();
  }

  @Test
  void aRequestThatIsRefusedIsAnsweredAndWhatFollowsIsNotRead() {
    receive(NO_HOST + GET);
    assertThat(requests()).isZero();
    assertThat(sent())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("content-type: application/problem+json\r\n", "connection: close\r\n")
        .endsWith(
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"a request has a Host\"}");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void thoseBeforeItAreAnsweredFirst() {
    receive(GET + GET + NO_HOST);
    assertThat(requests()).isEqualTo(2);
    assertThat(sent()).isEmpty();
    answer();
    assertThat(sent()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("400");
    answer();
    assertThat(sent().split("\r\n\r\n", 3)[1]).startsWith("HTTP/1.1 400 Bad Request\r\n");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anInterimAnswerIsNone() {
    receive(GET + NO_HOST);
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    assertThat(sent()).startsWith("HTTP/1.1 100 Continue\r\n").doesNotContain("400");
    answer();
    assertThat(sent()).contains("200 OK", "400 Bad Request");
  }

  @Test
  void aBrokenBodyIsAnsweredInPlaceOfItsRequest() {
    receive(CHUNKS + "zz\r\n");
    assertThat(requests()).isEqualTo(1);
    assertThat(sent()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("chunks");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void afterThoseBeforeIt() {
    receive(GET + CHUNKS + "zz\r\n");
    assertThat(sent()).isEmpty();
    answer();
    assertThat(sent()).contains("200 OK", "400 Bad Request");
  }

  @Test
  void oneWhoseAnswerHasBegunIsOnlyCut() {
    receive(CHUNKS);
    channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    receive("zz\r\n");
    assertThat(sent()).contains("200 OK").doesNotContain("400");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void oneThatWasAnsweredBeforeItsEndIsOnlyCut() {
    receive(CHUNKS);
    answer();
    receive("zz\r\n");
    assertThat(sent()).contains("200 OK").doesNotContain("400");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anAnswerThatComesTooLateIsNotSent() {
    receive(CHUNKS + "zz\r\n");
    assertThat(sent()).contains("400 Bad Request");
    var late = channel.write(Unpooled.copiedBuffer("late", US_ASCII));
    assertThat(late.isSuccess()).isFalse();
    assertThat(sent()).isEmpty();
  }
}
