package io.muster.session;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/**
 * Where Netty lets somebody in who did not make the server: the operators' is Quarkus'. Made by
 * Netty, by the service file.
 */
public final class ConnectionExtension extends ChannelInitializerExtension {

  /** For Netty. */
  public ConnectionExtension() {}

  /** Has Netty look for this; before the first connection or port of this process. */
  public static void enable() {
    System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
  }

  /** The connection is not registered yet: Vert.x' part of the pipeline comes before ours. */
  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    var _ =
        channel
            .pipeline()
            .addLast(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel registered) {
                    OperatorConnections.opened(registered);
                  }
                });
  }
}
