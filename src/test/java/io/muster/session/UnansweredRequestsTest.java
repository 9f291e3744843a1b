package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnansweredRequestsTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<ByteBuf> bodies = new ArrayList<>();

  UnansweredRequestsTest() {
    channel.pipeline().addLast("httpEncoder", new ChannelOutboundHandlerAdapter());
    UnansweredRequests.watch(channel, new SessionMetrics(meters));
  }

  private void ask() {
    ByteBuf body = Unpooled.buffer().writeByte(1);
    bodies.add(body);
    channel.writeInbound(request(body));
  }

  private static FullHttpRequest request(ByteBuf body) {
    return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/opamp", body);
  }

  private void answer() {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
  }

  private double evicted(String reason) {
    var counter = meters.find("muster.sockets.evicted").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void whoWaitsForItsAnswersMayAskForEver() {
    for (int i = 0; i < 1_000; i++) {
      ask();
      answer();
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.inboundMessages()).hasSize(1_000);
  }

  @Test
  void aFewRequestsMayWaitForTheirAnswersAndOneMoreIsTooMany() {
    for (int i = 0; i < UnansweredRequests.MOST; i++) {
      ask();
    }
    assertThat(channel.isOpen()).isTrue();
    answer();
    ask();
    assertThat(channel.isOpen()).isTrue();
    ask();
    assertThat(channel.isOpen()).isFalse();
    assertThat(evicted("pipelining")).isEqualTo(1);
    assertThat(channel.inboundMessages()).hasSize(UnansweredRequests.MOST + 1);
    assertThat(bodies.getLast().refCnt()).isZero();
  }

  @Test
  void anAnswerInPiecesIsOneAnswer() {
    for (int i = 0; i < UnansweredRequests.MOST; i++) {
      ask();
    }
    channel.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    channel.writeOutbound(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
    channel.writeOutbound(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
    channel.writeOutbound(new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER));
    ask();
    assertThat(channel.isOpen()).isTrue();
    ask();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoAsksWhileItDoesNotReadTheAnswersIsCutOffAtOnceAndOnce() {
    ask();
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    ByteBuf late = Unpooled.buffer().writeByte(1);
    ByteBuf later = Unpooled.buffer().writeByte(1);
    channel.writeInbound(request(late), request(later)); // out of one read
    assertThat(channel.isOpen()).isFalse();
    assertThat(late.refCnt()).isZero();
    assertThat(later.refCnt()).isZero();
    assertThat(channel.inboundMessages()).hasSize(1);
    assertThat(evicted("unread_answers")).isEqualTo(1);
  }

  /** Or a peer could ask for more than may wait, each time with one more that is told to go on. */
  @Test
  void toBeToldToGoOnIsNoAnswer() {
    for (int i = 0; i < UnansweredRequests.MOST; i++) {
      ask();
      channel.writeOutbound(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
    assertThat(channel.isOpen()).isTrue();
    ask();
    assertThat(channel.isOpen()).isFalse();
  }
}
