package io.muster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Generator;
import io.muster.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {

  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  @Test
  void whatWasCompressedIsInflated() {
    Property.tries(1_000).forAll(Generator.bytes(10_000), GzipTest::isInflatedAfterCompression);
  }

  private static void isInflatedAfterCompression(byte[] content) {
    ByteBuf compressed = Gzip.gzip(Unpooled.wrappedBuffer(content), ALLOCATOR);

    assertInflated(
        Gzip.gunzip(compressed, content.length + 1, Gzip.Room.ENDLESS, ALLOCATOR), content);
    // A buffer of capacity 0 is Netty's empty one, which is not counted; no limit is 0.
    int exact = Math.max(1, content.length);
    assertInflated(Gzip.gunzip(compressed, exact, Gzip.Room.ENDLESS, ALLOCATOR), content);
    assertThat(compressed.readerIndex()).isZero();
    assertThat(compressed.release()).isTrue();
  }

  @Test
  void severalMembersAreOneContent() {
    ByteBuf members =
        Unpooled.wrappedBuffer(
            gzip("one,".getBytes(UTF_8)), gzip(new byte[0]), gzip("two".getBytes(UTF_8)));

    assertInflated(
        Gzip.gunzip(members, 100, Gzip.Room.ENDLESS, ALLOCATOR), "one,two".getBytes(UTF_8));
  }

  @Test
  void manyMembersAreOneContentWhateverTheirSizes() {
    Property.tries(200)
        .holds(choices -> {
          ByteBuf members = Unpooled.buffer();
          ByteBuf content = Unpooled.buffer();
          for (int i = choices.nextInt(20); i >= 0; i--) {
            byte[] part = choices.draw("part", Generator.bytes(choices.nextInt(2) * 20_000 + 10));
            members.writeBytes(gzip(part));
            content.writeBytes(part);
          }
          byte[] all = ByteBufUtil.getBytes(content);
          assertInflated(Gzip.gunzip(members, all.length + 1, Gzip.Room.ENDLESS, ALLOCATOR), all);
          if (all.length > 1) {
            assertThat(Gzip.gunzip(members, all.length - 1, Gzip.Room.ENDLESS, ALLOCATOR))
                .isEqualTo(new Gzip.TooLarge(all.length - 1));
          }
        });
  }

  @Test
  void aBombIsStoppedAtTheLimit() {
    ByteBuf bomb = gzip(new byte[256 << 20]);
    int limit = 1 << 20;
    assertThat(bomb.readableBytes()).isLessThan(limit);

    var outcome = new Gzip.Inflation[1];
    long allocated =
        Allocation.of(() -> outcome[0] = Gzip.gunzip(bomb, limit, Gzip.Room.ENDLESS, ALLOCATOR));

    assertThat(outcome[0]).isEqualTo(new Gzip.TooLarge(limit));
    assertThat(allocated).isLessThan(4L * limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 15, 20})
  void whatIsCutShortIsBroken(int length) {
    ByteBuf compressed = gzip("some content".getBytes(UTF_8));

    assertBroken(compressed.slice(0, length));
  }

  @Test
  void aWrongChecksumIsBroken() {
    ByteBuf compressed = gzip("some content".getBytes(UTF_8));
    int last = compressed.writerIndex() - 8;
    compressed.setByte(last, compressed.getByte(last) + 1);

    assertBroken(compressed);
  }

  @Test
  void plainBytesAreBroken() {
    assertBroken(GoldenVectors.bytes(GoldenVectors.A2S_MINIMAL));
  }

  private static void assertBroken(ByteBuf compressed) {
    assertThat(Gzip.gunzip(compressed, 1000, Gzip.Room.ENDLESS, ALLOCATOR))
        .isEqualTo(new Gzip.Broken("the body is not valid gzip although Content-Encoding says so"));
  }

  private static void assertInflated(Gzip.Inflation inflation, byte[] expected) {
    assertThat(inflation)
        .isInstanceOfSatisfying(
            Gzip.Inflated.class,
            inflated -> {
              var bytes = new byte[inflated.content().readableBytes()];
              inflated.content().readBytes(bytes);
              assertThat(Arrays.equals(bytes, expected)).isTrue();
              assertThat(inflated.content().release()).isTrue();
            });
  }

  private static ByteBuf gzip(byte[] content) {
    return Gzip.gzip(Unpooled.wrappedBuffer(content), ALLOCATOR);
  }

  @Test
  void manyEmptyMembersEndNoThreadsStack() {
    byte[] empty = ByteBufUtil.getBytes(gzip(new byte[0]));
    int members = GzipMembers.MOST_MEMBERS - 1;
    ByteBuf many = Unpooled.buffer(empty.length * members + 100);
    for (int i = 0; i < members; i++) {
      many.writeBytes(empty);
    }
    many.writeBytes(gzip("end".getBytes(UTF_8)));
    assertInflated(Gzip.gunzip(many, 100, Gzip.Room.ENDLESS, ALLOCATOR), "end".getBytes(UTF_8));
    many.writeBytes(empty);
    assertBroken(many);
  }

  @Test
  void headersMayHaveNamesCommentsAndExtraFields() {
    byte[] plain = ByteBufUtil.getBytes(gzip("text".getBytes(UTF_8)));
    ByteBuf named = Unpooled.buffer();
    named.writeBytes(plain, 0, 3).writeByte(4 | 8 | 16 | 2).writeBytes(plain, 4, 6);
    named.writeShortLE(3).writeBytes(new byte[] {1, 2, 3});
    named.writeBytes("a.txt".getBytes(UTF_8)).writeByte(0);
    named.writeBytes("of a test".getBytes(UTF_8)).writeByte(0).writeShort(0);
    named.writeBytes(plain, 10, plain.length - 10);
    assertInflated(Gzip.gunzip(named, 100, Gzip.Room.ENDLESS, ALLOCATOR), "text".getBytes(UTF_8));
    for (int length = 0; length < named.readableBytes(); length++) {
      assertBroken(named.slice(0, length));
    }
  }
}
