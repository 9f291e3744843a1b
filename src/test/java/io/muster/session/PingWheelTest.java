package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sockets that one wheel watches, four ticks a second, with and without a sign of life. */
class PingWheelTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "ping-interval", "2s",
          "pong-timeout", "1s",
          "write-timeout", "3s",
          "read-timeout", "5s",
          "assembly-budget", "128K");

  private final HubInTests hub = new HubInTests(SETTINGS);
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final PingWheel wheel = wheel(hub);

  private PingWheel wheel(HubInTests owner) {
    clock.freezeTime();
    PingWheel made = new PingWheel(clock.eventLoop(), owner.settings, owner.metrics);
    clock.runScheduledPendingTasks(); // the first turn is at once
    return made;
  }

  private SocketInTests open() {
    return new SocketInTests(hub, wheel);
  }

  private void ticks(int ticks) {
    for (int i = 0; i < ticks; i++) {
      clock.advanceTimeBy(250, TimeUnit.MILLISECONDS);
      clock.runScheduledPendingTasks();
    }
  }

  /** The head of a masked frame of a mebibyte, and a tenth of its content. */
  private ByteBuf partOfALargeFrame() {
    return hub.allocator
        .buffer()
        .writeByte(0x82)
        .writeByte(0xFF)
        .writeLong(1 << 20)
        .writeInt(0)
        .writeZero(100 << 10);
  }

  private double evicted(String reason) {
    return hub.count("muster.sockets.evicted", "reason", reason);
  }

  @Test
  void theWheelTurnsFourTimesASecond() {
    long before = wheel.tick();
    clock.advanceTimeBy(249, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
    assertThat(wheel.tick()).isEqualTo(before);
    clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
    assertThat(wheel.tick()).isEqualTo(before + 1);
  }

  @Test
  void turnsThatWereMissedAreNotMadeUpFor() {
    long before = wheel.tick();
    clock.advanceTimeBy(1, TimeUnit.HOURS);
    clock.runScheduledPendingTasks();
    assertThat(wheel.tick()).isEqualTo(before + 1);
  }

  @Test
  void aSilentSocketIsPingedOnceWhenTheIntervalIsOver() {
    SocketInTests socket = open();
    ticks(7);
    assertThat(socket.pings()).isZero();
    ticks(1);
    assertThat(socket.pings()).isEqualTo(1);
    ticks(3);
    assertThat(socket.pings()).isEqualTo(1);
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void whoDoesNotAnswerIsCutOffWhenItsTimeIsUpAndNotBefore() {
    SocketInTests socket = open();
    ticks(8 + 3);
    assertThat(socket.isOpen()).isTrue();
    ticks(1);
    assertThat(socket.isOpen()).isFalse();
    assertThat(evicted("no_pong")).isEqualTo(1);
    ticks(100);
    assertThat(evicted("no_pong")).isEqualTo(1);
  }

  @Test
  void whoAnswersStaysAndIsPingedAgain() {
    SocketInTests socket = open();
    int pings = 0;
    for (int i = 0; i < 200; i++) {
      ticks(1);
      if (socket.pings() > pings) {
        pings = socket.pings();
        socket.pong();
      }
    }
    assertThat(socket.isOpen()).isTrue();
    // Every eight ticks, and up to four later, when it is looked at.
    assertThat(pings).isBetween(200 / 12, 200 / 8);
  }

  @Test
  void whoSpeaksIsNotPinged() {
    SocketInTests socket = open();
    socket.say(complete(1, 1));
    for (int sequence = 2; sequence < 40; sequence++) {
      ticks(4);
      socket.say(heartbeat(1, sequence));
    }
    assertThat(socket.answers()).hasSize(39);
    assertThat(socket.pings()).isZero();
  }

  @Test
  void everySocketIsPingedOnceInItsTurnHoweverManyThereAre() {
    List<SocketInTests> sockets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Stream.generate(this::open).limit(10).forEach(sockets::add);
      ticks(1);
    }
    ticks(4);
    assertThat(sockets.subList(0, 50)).allMatch(socket -> socket.pings() == 1);
    assertThat(sockets.subList(50, 80)).allMatch(socket -> socket.pings() == 0);
    ticks(3);
    assertThat(sockets).allMatch(socket -> socket.pings() == 1);
  }

  @Test
  void socketsThatOpenAndCloseDuringATurnDisturbNobodyElse() {
    List<SocketInTests> sockets = new ArrayList<>(Stream.generate(this::open).limit(4).toList());
    SocketInTests first = sockets.getFirst();
    // In the turn that cuts the first one off, another closes and a new one comes.
    first
        .channel
        .closeFuture()
        .addListener(ignored -> {
          sockets.get(1).close();
          sockets.add(open());
        });
    ticks(8);
    sockets.get(3).pong();
    ticks(4);
    first.channel.runPendingTasks();
    assertThat(sockets.stream().map(SocketInTests::isOpen))
        .containsExactly(false, false, false, true, true);
    assertThat(evicted("no_pong")).as("the first and the third").isEqualTo(2);
    ticks(8);
    assertThat(sockets.get(4).pings()).isEqualTo(1);
  }

  @Test
  void everySocketIsInOneSlotHoweverLongItIsWatchedAndInNoneOnceItHasClosed() {
    SocketInTests one = open();
    SocketInTests other = open();
    for (int i = 0; i < 200; i++) {
      ticks(1);
      one.pong();
      assertThat(wheel.watched()).isEqualTo(i < 11 ? 2 : 1);
    }
    assertThat(other.isOpen()).isFalse();
    one.close();
    ticks(64);
    assertThat(wheel.watched()).isZero();
  }

  @Test
  void aSocketThatClosedIsNotPinged() {
    SocketInTests socket = open();
    socket.close();
    ticks(100);
    assertThat(socket.pings()).isZero();
    assertThat(evicted("no_pong")).isZero();
  }

  @Test
  void whoDoesNotReadIsNotPingedAndIsCutOffWhenTheTimeToWriteIsUp() {
    SocketInTests socket = open();
    socket.block();
    int ticks = 0;
    while (socket.isOpen() && ticks < 100) {
      ticks(1);
      ticks++;
    }
    assertThat(ticks).isBetween(12, 12 + 4);
    assertThat(evicted("write_timeout")).isEqualTo(1);
    assertThat(socket.pings()).isZero();
    assertThat(hub.gauge("muster.outbox.blocked")).isZero();
  }

  @Test
  void whoReadsAgainInTimeStays() {
    SocketInTests socket = open();
    for (int i = 0; i < 10; i++) {
      socket.block();
      ticks(11);
      socket.unblock();
    }
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void aFrameThatNeverEndsIsCutOffThoughABytesComesNowAndThen() {
    SocketInTests socket = open();
    ByteBuf frame = socket.bytes(complete(1, 1).build());
    int ticks = 0;
    while (socket.isOpen() && ticks < 100) {
      if (frame.readableBytes() > 10) {
        socket.arrive(frame.readRetainedSlice(1));
      }
      ticks(1);
      ticks++;
    }
    frame.release();
    assertThat(ticks).isBetween(20, 20 + 8 + 4);
    assertThat(evicted("read_timeout")).isEqualTo(1);
    assertThat(hub.unreleased()).isZero();
  }

  @Test
  void partsOfALongFrameAreSignsOfLife() {
    SocketInTests socket = open();
    ByteBuf frame = socket.bytes(complete(1, 1).build());
    for (int i = 0; i < 19; i++) {
      socket.arrive(frame.readRetainedSlice(1));
      ticks(1);
    }
    assertThat(socket.pings()).isZero();
    socket.arrive(frame);
    socket.settle();
    assertThat(socket.answers()).hasSize(1);
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void aSocketThatIsNotReadForWantOfMemoryIsReadAgainWhenThereIsSome() {
    assertThat(hub.services.budget().tryTake(128 << 10)).isTrue();
    SocketInTests socket = open();
    socket.arrive(partOfALargeFrame());
    assertThat(socket.gate.closed(ReadGate.Reason.MEMORY)).isTrue();
    ticks(60);
    assertThat(socket.isOpen()).isTrue();
    assertThat(socket.pings()).as("it could not be heard").isZero();
    hub.services.budget().giveBack(128 << 10);
    ticks(1);
    assertThat(socket.gate.closed()).isFalse();
    assertThat(hub.services.budget().used()).isEqualTo(64 << 10);
    socket.close();
    assertThat(hub.services.budget().used()).isZero();
    assertThat(hub.unreleased()).isZero();
  }

  @Test
  void aSocketThatWaitsForMemoryForTooLongIsCutOff() {
    assertThat(hub.services.budget().tryTake(128 << 10)).isTrue();
    SocketInTests socket = open();
    socket.arrive(partOfALargeFrame());
    ticks(120);
    assertThat(socket.isOpen()).isTrue();
    ticks(1);
    assertThat(socket.isOpen()).isFalse();
    assertThat(evicted("memory")).isEqualTo(1);
    assertThat(hub.services.budget().used()).as("what others have").isEqualTo(128 << 10);
    assertThat(hub.unreleased()).isZero();
  }
}
