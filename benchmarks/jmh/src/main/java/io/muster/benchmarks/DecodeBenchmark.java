package io.muster.benchmarks;

import io.muster.protocol.Decoder;
import io.muster.protocol.Decoding;
import io.muster.protocol.HeartbeatReader;
import io.muster.protocol.MessageLimits;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What comes in: a heartbeat by the short way and by the long one, a full report. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {

  private final Decoder decoder = new Decoder(MessageLimits.DEFAULT, false);
  private final HeartbeatReader reader = new HeartbeatReader();
  private final ByteBuf heartbeat = Samples.frame(Samples.heartbeat(7).build());
  private final ByteBuf report = Samples.frame(Samples.report(Samples.UID, 7));

  @Benchmark
  public boolean heartbeatFastPath() {
    return reader.readFrame(heartbeat);
  }

  @Benchmark
  public Decoding heartbeatDecoded() {
    return decoder.decodeFrame(heartbeat);
  }

  @Benchmark
  public Decoding reportDecoded() {
    return decoder.decodeFrame(report);
  }
}
