package io.muster.session.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * A server's context whose certificate can be replaced between two connections. Vert.x has an
 * update of its own, which drops the connections that come while it works. Thread-safe.
 */
final class RenewableContext extends SslContext {

  private final HandshakeLimit limit;
  private volatile SslContext current;

  RenewableContext(SslContext first, HandshakeLimit limit) {
    this.current = first;
    this.limit = limit;
  }

  /** Connections from now on use this one. */
  void renew(SslContext next) {
    current = next;
  }

  @Override
  protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls) {
    return limit.counting(current.newHandler(alloc));
  }

  @Override
  protected SslHandler newHandler(ByteBufAllocator alloc, boolean startTls, Executor tasks) {
    return limit.counting(current.newHandler(alloc, tasks));
  }

  @Override
  protected SslHandler newHandler(
      ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls) {
    return limit.counting(current.newHandler(alloc, peerHost, peerPort));
  }

  @Override
  protected SslHandler newHandler(
      ByteBufAllocator alloc, String peerHost, int peerPort, boolean startTls, Executor tasks) {
    return limit.counting(current.newHandler(alloc, peerHost, peerPort, tasks));
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc) {
    return current.newEngine(alloc);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
    return current.newEngine(alloc, peerHost, peerPort);
  }

  @Override
  public boolean isClient() {
    return current.isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return current.cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract all the same
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current.applicationProtocolNegotiator();
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current.sessionContext();
  }
}
