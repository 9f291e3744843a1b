package io.muster.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.AgentState;
import io.muster.agent.Transport;
import io.muster.benchmarks.Samples;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.MeasuredFleet;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferScheduler;
import io.muster.fleet.OfferTraits;
import io.muster.freeze.Outgoing;
import io.muster.policy.ConfigOffer;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What one agent costs when a config of 32 KB changes, from the mark to the frame, the record of
 * the attempt included, which a slice of the fan-out stores in one write; and what it costs to look
 * at an agent for whom there is nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutboxBenchmark {

  /** As many agents as {@link FanOut} takes in one turn. */
  private static final int SLICE = 256;

  private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  /** Takes none: what goes out otherwise has begun before. */
  private static final List<OfferScheduler.Beginning> NONE = List.of();

  private final MeasuredFleet fleet = new MeasuredFleet(0);
  private final OfferScheduler offers = fleet.offers();
  private final KnownAgent agent = fleet.connectedAgent(0);
  private final Outbox idle = outbox(agent, List.of());
  private final List<Recipient> slice = slice();

  /** An agent, as it is before it was offered anything, and what it is to be sent. */
  private record Recipient(KnownAgent agent, AgentState unoffered, Outbox outbox) {}

  @Benchmark
  @OperationsPerInvocation(SLICE)
  public int offerAndFlush() {
    List<OfferScheduler.Beginning> toBegin = new ArrayList<>();
    for (Recipient each : slice) {
      MeasuredFleet.reset(each.agent(), each.unoffered());
      each.outbox().markState();
      if (each.outbox().next(each.agent(), toBegin::add) != null) {
        throw new IllegalStateException("nothing may go out before its attempt is stored");
      }
      each.outbox().storing();
    }
    offers.begin(toBegin).join();
    int bytes = 0;
    for (Recipient each : slice) {
      each.outbox().stored();
      bytes += flush(each.agent(), each.outbox());
    }
    return bytes;
  }

  @Benchmark
  public boolean nothingToOffer() {
    idle.markState();
    return idle.next(agent, NONE::add) == null;
  }

  @Benchmark
  public int answerToAReport() {
    idle.markState();
    idle.owe();
    return flush(agent, idle);
  }

  private int flush(KnownAgent to, Outbox outbox) {
    ServerMessage message = outbox.next(to, NONE::add);
    if (message == null) {
      throw new IllegalStateException("there is something to say");
    }
    ByteBuf frame = message.frame(ALLOCATOR, false);
    int size = frame.readableBytes();
    frame.release();
    return size;
  }

  private List<Recipient> slice() {
    List<Offer> config = List.of(new SharedConfig());
    return IntStream.range(0, SLICE)
        .mapToObj(fleet::connectedAgent)
        .map(each -> new Recipient(each, each.state(), outbox(each, config)))
        .toList();
  }

  private Outbox outbox(KnownAgent to, List<Offer> kinds) {
    AgentSettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(AgentSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .build()
            .getConfigMapping(AgentSettings.class);
    Outbox outbox =
        new Outbox(
            new Outbox.Shared(
                new ServerIdentity(settings),
                fleet.reporting(),
                offers,
                new OfferDecider(offers, InstantSource.system()),
                kinds,
                new SessionMetrics(new SimpleMeterRegistry())),
            WireUid.of(to.uid()),
            MeasuredFleet.CONNECTION);
    outbox.owe();
    flush(to, outbox); // The first message tells what the server can do.
    return outbox;
  }

  /** The same config for everybody, wanted since a second ago. */
  private static final class SharedConfig implements Offer {

    private final Optional<Due> due;

    private SharedConfig() {
      ContentHash hash = ContentHash.sha256(Samples.UID.toBytes());
      due =
          Optional.of(
              new Due(
                  hash,
                  "prod@1",
                  1,
                  Fragments.remoteConfig(Samples.config(), hash),
                  MeasuredFleet.NOW.minusSeconds(1)));
    }

    @Override
    public OfferTraits traits() {
      return ConfigOffer.TRAITS;
    }

    @Override
    public Optional<Due> due(AgentState state, Transport transport) {
      return due;
    }

    @Override
    public Outgoing outgoing(AgentState state, Due due) {
      return Outgoing.CHANGE;
    }

    @Override
    public void refresh() {}
  }
}
