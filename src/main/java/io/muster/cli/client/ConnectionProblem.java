package io.muster.cli.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server gave no answer, and what to do about it. */
public final class ConnectionProblem {

  private static final int DEEPEST = 16;

  private ConnectionProblem() {}

  /**
   * A sentence or two, after the server's address.
   *
   * @param authorities whom `--ca` trusts; null without it
   */
  public static String text(
      URI server, Duration timeout, @Nullable Object authorities, IOException problem) {
    return server + " does not answer: " + reason(server, timeout, authorities, problem);
  }

  private static String reason(
      URI server, Duration timeout, @Nullable Object authorities, IOException problem) {
    if (has(problem, UnresolvedAddressException.class)
        || has(problem, UnknownHostException.class)) {
      return "no machine is known by the name '"
          + server.getHost()
          + "'. Look for a mistake in it, or ask whether the name is known from here (DNS, VPN)";
    }
    // TLS before timeouts: what is said about a certificate is the more exact reason
    if (has(problem, SSLException.class) || has(problem, CertificateException.class)) {
      return tls(server, authorities, problem);
    }
    String said = messages(problem);
    if (has(problem, HttpConnectTimeoutException.class)
        || said.contains("connect timed out")
        || (has(problem, ConnectException.class) && said.contains("timed out"))) {
      return "no connection within "
          + words(timeout)
          + ". Is the address right, and does a firewall let you through?"
          + (server.getScheme().equals("https") ? " If it speaks no TLS, write http://" : "");
    }
    if (has(problem, HttpTimeoutException.class) || has(problem, SocketTimeoutException.class)) {
      return "request timed out after "
          + words(timeout)
          + ": something listens there and says nothing. It may be busy: try again, or wait longer"
          + " with --timeout";
    }
    if (has(problem, NoRouteToHostException.class) || said.contains("unreachable")) {
      return "there is no way to it from this machine. Is the network (VPN) up, and the address"
          + " right?";
    }
    if (has(problem, ConnectException.class)) {
      return "connection refused: nothing listens there. Is the server running ('muster serve'),"
          + " and is this its operators' port (8080 by default)? Another one is named with --server"
          + " URL";
    }
    return broken(server, problem, said);
  }

  private static String broken(URI server, IOException problem, String said) {
    if (has(problem, ProtocolException.class)
        || said.contains("status line")
        || said.contains("invalid status")
        || said.contains("header parser")
        || said.contains("frame")
        || said.contains("eof")
        || said.contains("broke off")
        || said.contains("end of file")
        || said.contains("closed")
        || has(problem, SocketException.class)) {
      return "the connection ended without an answer in HTTP. Is this the operators' port (8080 by"
          + " default)?"
          + (server.getScheme().equals("http") ? " If it speaks TLS, write https://" : "");
    }
    return "the connection failed" + (said.isBlank() ? "" : " (" + said + ")") + ". Try again";
  }

  private static String tls(URI server, @Nullable Object authorities, IOException problem) {
    String said = messages(problem);
    if (has(problem, CertificateExpiredException.class)) {
      return "its certificate has expired. It has to be renewed; if it has been, look at this"
          + " machine's clock";
    }
    if (has(problem, CertificateNotYetValidException.class)) {
      return "its certificate is not valid yet. Look at the clocks of this machine and of the"
          + " server";
    }
    if (has(problem, CertPathBuilderException.class)
        || said.contains("path building")
        || said.contains("trust anchor")
        || said.contains("path does not chain")
        || said.contains("trustanchors")) {
      return authorities == null
          ? "its certificate is not issued by an authority that this machine trusts. If it should"
              + " be one of yours, name the authority's certificate with --ca FILE (or MUSTER_CA)"
          : "its certificate is not issued by an authority in "
              + authorities
              + ". Is it the right server, and the right --ca?";
    }
    if (said.contains("no subject alternative")
        || said.contains("no name matching")
        || said.contains("subject alternative names")) {
      return "its certificate is for another name than '"
          + server.getHost()
          + "'. Write the server's name as it stands in the certificate";
    }
    if (said.contains("unrecognized ssl message")
        || said.contains("plaintext connection")
        || said.contains("not an ssl/tls record")) {
      return "it does not speak TLS. Write http:// if it is a server without TLS, on this machine"
          + " or in a network that you trust";
    }
    if (said.contains("certificate_required") || said.contains("bad_certificate")) {
      return "it wants a certificate of who connects. Is this the operators' port (8080 by default)"
          + " and not the agents'?";
    }
    if (said.contains("protocol_version") || said.contains("no appropriate protocol")) {
      return "it speaks no version of TLS that this program does (1.2 and 1.3)";
    }
    if (said.contains("terminated the handshake") || said.contains("eof")) {
      return "the connection ended during the TLS handshake. Is it a server with TLS (https)?";
    }
    return "TLS failed (" + said + ")";
  }

  private static boolean has(Throwable problem, Class<? extends Throwable> type) {
    @Nullable Throwable each = problem;
    for (int i = 0; each != null && i < DEEPEST; i++) {
      if (type.isInstance(each)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  /** All that was said, in small letters; without the names of Java. */
  private static String messages(Throwable problem) {
    StringBuilder text = new StringBuilder();
    @Nullable Throwable each = problem;
    for (int i = 0; each != null && i < DEEPEST; i++) {
      String message = each.getMessage() == null ? "" : PlainText.of(each.getMessage());
      if (!text.toString().contains(message.toLowerCase(Locale.ROOT))) {
        text.append(text.isEmpty() ? "" : ": ").append(message.toLowerCase(Locale.ROOT));
      }
      each = each.getCause();
    }
    return text.toString();
  }

  private static String words(Duration timeout) {
    return timeout.toMillis() % 1_000 == 0
        ? timeout.toSeconds() + " s"
        : timeout.toMillis() + " ms";
  }
}
