package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * When a connection is cut off on which a request does not come to its end; the clock is frozen.
 */
class RequestDeadlineTest {

  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(60);

  private final SessionMetrics metrics = new SessionMetrics(new SimpleMeterRegistry());

  private EmbeddedChannel connect() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast("httpDecoder", new HttpServerCodec());
    RequestDeadline.watch(channel, HEAD, BODY, metrics);
    return channel;
  }

  private static long open(List<EmbeddedChannel> channels) {
    return channels.stream().filter(EmbeddedChannel::isOpen).count();
  }

  private static void pass(List<EmbeddedChannel> channels, long millis) {
    for (EmbeddedChannel channel : channels) {
      channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @Test
  void whoComesTogetherAndSaysNothingIsNotCutOffTogether() {
    List<EmbeddedChannel> channels = Stream.generate(this::connect).limit(200).toList();
    pass(channels, 9_999);
    assertThat(open(channels)).isEqualTo(200);
    pass(channels, 2_501);
    assertThat(open(channels))
        .isBetween(50L, 150L); // half of them, give or take seven standard deviations
    pass(channels, 2_501);
    assertThat(open(channels)).isZero();
  }

  @Test
  void aBodyHasItsTimeAndNoMore() {
    EmbeddedChannel channel = connect();
    String head = "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
    pass(List.of(channel), 59_999);
    assertThat(channel.isOpen()).isTrue();
    pass(List.of(channel), 1);
    assertThat(channel.isOpen()).isFalse();
  }
}
