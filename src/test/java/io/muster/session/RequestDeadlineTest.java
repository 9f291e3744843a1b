package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
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

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SessionMetrics metrics = new SessionMetrics(meters);

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

  private static void write(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private double evicted(String reason) {
    Counter counter = meters.find("muster.sockets.evicted").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void aHeadThatComesByteByByteIsCutOffAllTheSame() {
    EmbeddedChannel channel = connect();
    String head = "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(100);
    int written = 0;
    while (channel.isOpen() && written < head.length()) {
      write(channel, head.substring(written, written + 1));
      written++;
      pass(List.of(channel), 1_000);
    }
    assertThat(written).isBetween(10, 16);
    assertThat(evicted("slow_head")).isEqualTo(1);
  }

  @Test
  void betweenRequestsThereIsNoDeadlineAndWithTheNextOneItBeginsAnew() {
    EmbeddedChannel channel = connect();
    String request = "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    for (int i = 0; i < 3; i++) {
      write(channel, request);
      pass(List.of(channel), Duration.ofHours(1).toMillis());
      assertThat(channel.isOpen()).isTrue();
    }
    write(channel, "POST");
    pass(List.of(channel), 9_999);
    assertThat(channel.isOpen()).isTrue();
    pass(List.of(channel), 5_001);
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void aBodyThatArrivesInTimeEndsTheDeadline() {
    EmbeddedChannel channel = connect();
    write(channel, "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");
    pass(List.of(channel), 59_999);
    write(channel, "67890");
    pass(List.of(channel), 60_000);
    assertThat(channel.isOpen()).isTrue();
    assertThat(evicted("slow_body")).isZero();
    channel.finishAndReleaseAll();
  }

  @Test
  void afterTheUpgradeNobodyIsCutOff() {
    EmbeddedChannel channel = connect();
    write(channel, "GET /v1/opamp HTTP/1.1\r\nHo");
    RequestDeadline.NAMES.forEach(channel.pipeline()::remove);
    pass(List.of(channel), Duration.ofHours(1).toMillis());
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void aConnectionThatEndsLeavesNoTimerBehind() {
    EmbeddedChannel channel = connect();
    var _ = channel.close();
    pass(List.of(channel), Duration.ofHours(1).toMillis());
    assertThat(evicted("slow_head")).isZero();
  }
}
