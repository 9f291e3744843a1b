package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.telemetry.SessionMetrics;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

/** Which answers count. */
class UnansweredRequestsTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();

  UnansweredRequestsTest() {
    channel.pipeline().addLast("httpEncoder", new ChannelInboundHandlerAdapter());
    UnansweredRequests.watch(channel, new SessionMetrics(new SimpleMeterRegistry()));
  }

  private void ask() {
    channel.writeInbound(
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/opamp"));
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  @Test
  void oneRequestMoreThanMayWaitIsCutOff() {
    for (int i = 0; i < UnansweredRequests.MOST; i++) {
      ask();
    }
    assertThat(channel.isOpen()).isTrue();
    answer(HttpResponseStatus.OK);
    ask();
    assertThat(channel.isOpen()).isTrue();
    ask();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void theRequestForABodyIsNoAnswer() {
    for (int i = 0; i < UnansweredRequests.MOST; i++) {
      ask();
      answer(HttpResponseStatus.CONTINUE);
    }
    assertThat(channel.isOpen()).isTrue();
    ask();
    assertThat(channel.isOpen()).isFalse();
  }
}
