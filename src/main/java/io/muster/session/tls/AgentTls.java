package io.muster.session.tls;

import io.muster.session.tls.TlsFiles.InvalidFiles;
import io.muster.telemetry.SessionMetrics;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * TLS on the agents' port, if there is a certificate. The files may be replaced while the server
 * runs, one after the other and in any order: what does not fit together is not used.
 */
@Singleton
public final class AgentTls {

  private static final Logger LOG = Logger.getLogger(AgentTls.class);

  private final TlsSettings settings;
  private final HandshakeLimit handshakes;
  private final SessionMetrics metrics;

  /** What is in use; null before the start and without TLS. Both guarded by this. */
  private @Nullable TlsFiles files;

  private @Nullable RenewableContext context;

  /** So that it is told once. Guarded by this. */
  private @Nullable String lastProblem;

  AgentTls(TlsSettings settings, SessionMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    handshakes =
        new HandshakeLimit(
            settings.maxHandshakes(), () -> metrics.rejected("too_many_tls_handshakes"));
  }

  /** Whether the port speaks TLS. */
  public boolean enabled() {
    return settings.certificate().isPresent() || settings.key().isPresent();
  }

  /**
   * Has the servers made with these options speak TLS; does nothing without a certificate. Once,
   * before the start.
   *
   * @throws ConfigurationException if the settings or files cannot be used, saying why
   */
  public synchronized void secure(HttpServerOptions options) {
    if (!enabled()) {
      return;
    }
    Path certificate =
        settings
            .certificate()
            .orElseThrow(() -> missing("muster.agents.tls.certificate", "muster.agents.tls.key"));
    Path key =
        settings
            .key()
            .orElseThrow(() -> missing("muster.agents.tls.key", "muster.agents.tls.certificate"));
    try {
      TlsFiles read = TlsFiles.read(certificate, key);
      context = new RenewableContext(context(read), handshakes);
      inUse(read);
    } catch (InvalidFiles e) {
      throw new ConfigurationException("No TLS for agents: " + e.getMessage(), e);
    }
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setSslEngineOptions(new OwnContext(context))
        // Vert.x sets these on every engine and insists on files; the rest is the context's.
        .setEnabledSecureTransportProtocols(settings.protocols())
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString()))
        .setSslHandshakeTimeout(settings.handshakeTimeout().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** Looks whether the files have changed and fit, for connections to come; blocks. */
  public synchronized void renew() {
    if (context == null) {
      return;
    }
    try {
      TlsFiles read =
          TlsFiles.read(settings.certificate().orElseThrow(), settings.key().orElseThrow());
      lastProblem = null;
      if (!read.equals(files)) {
        context.renew(context(read));
        inUse(read);
      }
    } catch (InvalidFiles e) {
      if (!Objects.equals(e.getMessage(), lastProblem)) {
        lastProblem = e.getMessage();
        LOG.warnf("event=certificate_not_renewed reason=\"%s\"", e.getMessage());
      }
    }
  }

  private void inUse(TlsFiles read) {
    files = read;
    metrics.certificateExpires(read.certificate().getNotAfter().toInstant());
    LOG.infof(
        "event=certificate_loaded subject=\"%s\" serial=%s not_after=%s",
        read.certificate().getSubjectX500Principal(),
        read.certificate().getSerialNumber().toString(16),
        read.certificate().getNotAfter().toInstant());
  }

  private SslContext context(TlsFiles read) throws InvalidFiles {
    try {
      return SslContextBuilder.forServer(read.key(), read.chain()).sslProvider(provider()).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new InvalidFiles("the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private SslProvider provider() {
    return switch (settings.engine()) {
      case JDK -> SslProvider.JDK;
      case AUTO -> OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
      case OPENSSL -> {
        if (!OpenSsl.isAvailable()) {
          throw new ConfigurationException(
              "muster.agents.tls.engine is openssl, which cannot be loaded here ("
                  + OpenSsl.unavailabilityCause()
                  + "); with auto the JDK takes its place");
        }
        yield SslProvider.OPENSSL;
      }
    };
  }

  private static ConfigurationException missing(String what, String given) {
    return new ConfigurationException(
        "No TLS for agents: " + given + " is set and " + what + " is not; set both or none");
  }

  /** What does the cryptography, for the log. */
  public String engine() {
    return provider() == SslProvider.OPENSSL ? "openssl" : "jdk";
  }

  /** Of what version it is, for the log. */
  public String engineVersion() {
    return provider() == SslProvider.OPENSSL
        ? OpenSsl.versionString()
        : String.valueOf(Runtime.version().feature());
  }
}
