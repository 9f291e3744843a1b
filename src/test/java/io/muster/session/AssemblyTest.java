package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssemblyTest {

  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  @Test
  void fragmentsOfAByteEndUpInFewBuffers() {
    Assembly assembly = new Assembly(ALLOCATOR);
    for (int i = 0; i < 100_000; i++) {
      assembly.add(Unpooled.buffer(1).writeByte(i));
    }
    assertThat(assembly.size()).isEqualTo(100_000);
    assertThat(assembly.buffers()).isLessThan(1_000);
    assembly.release();
  }

  @Test
  void emptyFragmentsAreNotKept() {
    Assembly assembly = new Assembly(ALLOCATOR);
    for (int i = 0; i < 100_000; i++) {
      assembly.add(Unpooled.EMPTY_BUFFER);
    }
    assertThat(assembly.buffers()).isZero();
    assertThat(assembly.message().isReadable()).isFalse();
    assembly.release();
  }

  @Test
  void whateverTheSizesTheBytesAreThoseThatCame() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Assembly assembly = new Assembly(ALLOCATOR);
    ByteBuf expected = Unpooled.buffer();
    List<ByteBuf> fragments = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 600)];
      random.nextBytes(bytes);
      expected.writeBytes(bytes);
      ByteBuf fragment = Unpooled.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
      fragments.add(fragment);
      assembly.add(fragment);
    }
    assertThat(ByteBufUtil.equals(assembly.message(), expected)).isTrue();
    assembly.message().release();
    assertThat(fragments).allMatch(fragment -> fragment.refCnt() == 0);
  }
}
