package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.CustomMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory that one socket holds, by bytes that come in and messages that are processed. */
class SocketMemoryGuardTest {

  private static final int K = 1 << 10;

  private final HubInTests hub = new HubInTests(Map.of("assembly-budget", "1M"));
  private final SocketInTests socket = hub.open();

  private long charged() {
    return hub.services.budget().used();
  }

  /** A message of about so many bytes. */
  private static AgentToServer.Builder large(long sequence, int bytes) {
    return complete(1, sequence)
        .setCustomMessage(
            CustomMessage.newBuilder()
                .setCapability("test")
                .setData(ByteString.copyFrom(new byte[bytes])));
  }

  private ByteBuf zeros(int bytes) {
    return hub.allocator.buffer(bytes).writeZero(bytes);
  }

  @AfterEach
  void everythingIsGivenBackInTheEnd() {
    socket.settle();
    socket.answers();
    socket.close();
    socket.settle();
    socket.channel.finishAndReleaseAll();
    assertThat(charged()).isZero();
    assertThat(hub.unreleased()).isZero();
    assertThat(socket.guard.unfinished()).isFalse();
  }

  @Test
  void aSmallMessageTakesNothingOfTheSharedMemory() {
    ByteBuf bytes = socket.bytes(large(1, 60 * K).build());
    socket.arrive(bytes.readRetainedSlice(bytes.readableBytes() - 1));
    assertThat(charged()).isZero();
    assertThat(socket.guard.unfinished()).isTrue();
    socket.arrive(bytes);
    assertThat(charged()).isZero();
  }

  @Test
  void aLargeOneTakesItInStepsWhileItComesAndGivesItBackWhenItIsProcessed() {
    ByteBuf bytes = socket.bytes(large(1, 250 * K).build());
    socket.arrive(bytes.readRetainedSlice(64 * K + 1));
    assertThat(charged()).isEqualTo(64 * K);
    socket.arrive(bytes.readRetainedSlice(64 * K - 1));
    assertThat(charged()).isEqualTo(64 * K);
    socket.arrive(bytes.readRetainedSlice(1));
    assertThat(charged()).isEqualTo(128 * K);
    socket.arrive(bytes);
    assertThat(socket.guard.unfinished()).as("all of it is here").isFalse();
    assertThat(charged()).as("it waits to be processed").isEqualTo(192 * K);
    socket.settle();
    assertThat(charged()).isZero();
    assertThat(socket.answers()).hasSize(1);
  }

  @Test
  void messagesThatWaitAreHeldUntilTheyAreProcessed() {
    for (int i = 1; i <= 4; i++) {
      socket.arrive(large(i, 50 * K));
    }
    long held = charged();
    assertThat(held).isEqualTo(192 * K);
    socket.settle();
    assertThat(charged()).isZero();
    assertThat(socket.answers()).hasSize(4);
  }

  @Test
  void withoutMemoryTheSocketIsNotReadAndOnceThereIsSomeItIs() {
    hub.services.budget().tryTake(1 << 20);
    ByteBuf bytes = socket.bytes(large(1, 100 * K).build());
    socket.arrive(bytes.readRetainedSlice(90 * K));
    assertThat(socket.channel.config().isAutoRead()).isFalse();
    assertThat(socket.guard.retry()).isFalse();
    assertThat(socket.channel.config().isAutoRead()).isFalse();
    hub.services.budget().giveBack(1 << 20);
    assertThat(socket.guard.retry()).isTrue();
    assertThat(socket.channel.config().isAutoRead()).isTrue();
    assertThat(charged()).isEqualTo(64 * K);
    socket.arrive(bytes);
    socket.settle();
    assertThat(socket.answers()).hasSize(1);
    assertThat(charged()).isZero();
  }

  @Test
  void whenTheSocketClosesInTheMiddleOfAMessageItsMemoryIsFree() {
    ByteBuf bytes = socket.bytes(large(1, 200 * K).build());
    socket.arrive(bytes.readRetainedSlice(150 * K));
    bytes.release();
    assertThat(charged()).isEqualTo(128 * K);
    socket.close();
    assertThat(charged()).isZero();
  }

  @Test
  void whatWaitsToBeProcessedWhenTheSocketClosesIsChargedUntilItIs() {
    socket.arrive(large(1, 200 * K));
    ByteBuf half = socket.bytes(large(2, 200 * K).build());
    socket.arrive(half.readRetainedSlice(100 * K));
    half.release();
    long both = charged();
    socket.close();
    assertThat(charged()).isPositive().isLessThanOrEqualTo(both);
    socket.settle();
    assertThat(charged()).isZero();
  }

  @Test
  void aLargeMessageThatIsNoOpampGivesItsMemoryBackToo() {
    byte[] bytes = new byte[200 * K];
    bytes[1] = 7;
    socket.arrive(socket.masked(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes))));
    assertThat(charged()).isPositive();
    socket.settle();
    assertThat(charged()).isZero();
    assertThat(socket.answer().hasErrorResponse()).isTrue();
  }

  @Test
  void fragmentsAreHeldUntilTheLastOne() {
    socket.arrive(socket.masked(new BinaryWebSocketFrame(false, 0, zeros(100 * K))));
    socket.arrive(socket.masked(new ContinuationWebSocketFrame(false, 0, zeros(100 * K))));
    assertThat(charged()).isEqualTo(192 * K);
    assertThat(socket.guard.unfinished()).isTrue();
    socket.arrive(socket.masked(new ContinuationWebSocketFrame(true, 0, zeros(1))));
    assertThat(socket.guard.unfinished()).isFalse();
    socket.settle();
    assertThat(charged()).isZero();
  }

  @Test
  void fragmentsOfASocketThatClosesAreReleased() {
    socket.arrive(socket.masked(new BinaryWebSocketFrame(false, 0, zeros(100 * K))));
    socket.close();
    assertThat(charged()).isZero();
    assertThat(hub.unreleased()).isZero();
  }

  @Test
  void bytesBeforeTheUpgradeAreNotTheGuardsToCount() {
    SocketMemoryGuard guard = new SocketMemoryGuard(hub.services.budget(), socket.gate);
    var channel = new EmbeddedChannel(guard);
    channel.writeInbound(zeros(200 * K));
    assertThat(guard.bytesRead()).isZero();
    guard.begin();
    channel.writeInbound(zeros(1));
    assertThat(guard.bytesRead()).isEqualTo(1);
    assertThat(guard.unfinished()).isTrue();
    channel.pipeline().remove(guard);
    channel.finishAndReleaseAll();
  }

  @Test
  void whateverComesInWhateverPiecesNothingIsHeldWhenAllOfItIsProcessed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ByteBuf all = hub.allocator.buffer();
    for (int i = 1; i <= 60; i++) {
      ByteBuf next =
          switch (random.nextInt(5)) {
            case 0 -> socket.bytes(complete(1, i).build());
            case 1 -> socket.bytes(large(i, random.nextInt(300 * K)).build());
            case 2 -> socket.masked(new TextWebSocketFrame("x".repeat(random.nextInt(70 * K))));
            case 3 -> socket.masked(new PingWebSocketFrame(zeros(random.nextInt(125))));
            default -> {
              ByteBuf parts =
                  socket.masked(new BinaryWebSocketFrame(false, 0, zeros(random.nextInt(100 * K))));
              ByteBuf last =
                  socket.masked(
                      new ContinuationWebSocketFrame(true, 0, zeros(random.nextInt(100 * K))));
              parts.writeBytes(last);
              last.release();
              yield parts;
            }
          };
      all.writeBytes(next);
      next.release();
    }
    while (all.isReadable()) {
      int piece = Math.min(all.readableBytes(), 1 + random.nextInt(64 * K));
      socket.arrive(hub.allocator.buffer(piece).writeBytes(all, piece));
      if (random.nextInt(4) == 0) {
        socket.settle();
        socket.answers();
      }
    }
    all.release();
    socket.settle();
    assertThat(socket.isOpen()).isTrue();
    assertThat(socket.guard.unfinished()).isFalse();
    assertThat(charged()).isZero();
    assertThat(socket.gate.closed()).isFalse();
  }
}
