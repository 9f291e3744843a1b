package io.muster.simulator;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets: from one of the source addresses, with TLS or without. Agents with the same source
 * address are every n-th.
 */
final class Dialler {

  private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

  /** Messages are read from arrays, which protobuf can refer to without a copy. */
  private static final PooledByteBufAllocator HEAP = new PooledByteBufAllocator(false);

  /**
   * A whole config in one read: buffers that grow with what comes take several, and copy it as
   * often, on processors that the server shares.
   */
  private static final RecvByteBufAllocator READ_AT_ONCE = new FixedRecvByteBufAllocator(64 << 10);

  private final List<ServerUrl> urls;
  private final List<InetSocketAddress> servers;
  private final List<InetSocketAddress> sources;
  private final @Nullable SslContext tls;

  Dialler(List<ServerUrl> urls, List<String> sources, @Nullable SslContext tls) {
    this.urls = List.copyOf(urls);
    this.servers = urls.stream().map(ServerUrl::resolve).toList();
    this.sources = sources.stream().map(source -> new InetSocketAddress(source, 0)).toList();
    this.tls = tls;
  }

  /** Where an agent connects to now. */
  ServerUrl url(AgentLife agent) {
    return urls.get(agent.place() % urls.size());
  }

  /** Connects; what the consumer puts into the pipeline sees everything that follows. */
  void dial(AgentLife agent, BiConsumer<AgentLife, Channel> pipeline) {
    ServerUrl url = url(agent);
    InetSocketAddress server = servers.get(agent.place() % servers.size());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(agent.loop())
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.ALLOCATOR, HEAP)
            .option(ChannelOption.RCVBUF_ALLOCATOR, READ_AT_ONCE)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel
                          .pipeline()
                          .addLast(
                              tls.newHandler(channel.alloc(), url.uri().getHost(), url.port()));
                    }
                    pipeline.accept(agent, channel);
                  }
                });
    (sources.isEmpty()
            ? bootstrap.connect(server)
            : bootstrap.connect(server, sources.get(agent.number() % sources.size())))
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            agent.lost();
          }
        });
  }
}
