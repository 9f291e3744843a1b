package io.muster.benchmarks;

import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentRemoteConfig;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What goes out: an acknowledgement, and a config of 32 KB by shared fragment and by encoding it
 * anew.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodeBenchmark {

  private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private final WireUid uid = WireUid.of(Samples.UID);
  private final ContentHash hash = ContentHash.sha256(Samples.UID.toBytes());
  private final Fragment config = Fragments.remoteConfig(Samples.config(), hash);
  private final AgentRemoteConfig message =
      AgentRemoteConfig.newBuilder()
          .setConfig(AgentConfigMap.newBuilder().putAllConfigMap(Samples.config()))
          .setConfigHash(hash.bytes())
          .build();

  @Benchmark
  public int acknowledgement() {
    return release(ServerMessage.ackFrame(ALLOCATOR, uid, false));
  }

  @Benchmark
  public int configByFragment() {
    return release(ServerMessage.of(uid, config).frame(ALLOCATOR, false));
  }

  @Benchmark
  public int configEncodedAnew() {
    byte[] bytes =
        ServerToAgent.newBuilder()
            .setInstanceUid(uid.echo())
            .setRemoteConfig(message)
            .build()
            .toByteArray();
    ByteBuf frame = ALLOCATOR.directBuffer(bytes.length + 1);
    return release(frame.writeByte(0).writeBytes(bytes));
  }

  private static int release(ByteBuf frame) {
    int size = frame.readableBytes();
    frame.release();
    return size;
  }
}
