package io.muster.store.infinispan;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.client.hotrod.configuration.ConfigurationBuilder;
import org.infinispan.client.rest.RestClient;
import org.infinispan.client.rest.configuration.RestClientConfigurationBuilder;
import org.infinispan.commons.marshall.IdentityMarshaller;

/**
 * Makes the clients: Hot Rod for everything, REST to see how a cache is configured. Quarkus'
 * extension is not used: it would not start without the servers, and has no time-outs to set.
 */
final class Clients {

  private static final String HOT_ROD_LOGIN = "SCRAM-SHA-512";
  private static final String REST_LOGIN = "DIGEST";

  /** Tries after the first one, each on another server if there is one. */
  private static final int RETRIES = 2;

  private Clients() {}

  /** A Hot Rod client that is not started. */
  static RemoteCacheManager hotRod(InfinispanOptions options) {
    return hotRod(options, options.servers());
  }

  /** The same that begins with some of the servers. */
  static RemoteCacheManager hotRod(InfinispanOptions options, List<Server> first) {
    ConfigurationBuilder builder = new ConfigurationBuilder();
    for (Server server : first) {
      builder.addServer().host(server.host()).port(server.port());
    }
    builder
        .marshaller(IdentityMarshaller.INSTANCE)
        .connectionTimeout((int) options.connectTimeout().toMillis())
        .socketTimeout((int) options.answerTimeout().toMillis())
        .maxRetries(RETRIES)
        .serverFailureTimeout((int) options.probeInterval().toMillis())
        .tcpKeepAlive(true)
        .disableTracingPropagation()
        .statistics()
        .disable();
    InfinispanOptions.Login login = options.login();
    if (login != null) {
      builder
          .security()
          .authentication()
          .saslMechanism(HOT_ROD_LOGIN)
          .username(login.user())
          .password(login.password());
    }
    InfinispanOptions.Tls tls = options.tls();
    if (tls != null) {
      var ssl =
          builder
              .security()
              .ssl()
              .enable()
              .hostnameValidation(true)
              .sniHostName(name(options, tls));
      Path trust = tls.trustStore();
      if (trust != null) {
        ssl.trustStoreFileName(trust.toString());
        String password = tls.trustStorePassword();
        if (password != null) {
          ssl.trustStorePassword(password.toCharArray());
        }
      } else {
        ssl.sslContext(trustedByTheJvm());
      }
    }
    return new RemoteCacheManager(builder.build(), false);
  }

  /** The client checks all servers for one name. */
  private static String name(InfinispanOptions options, InfinispanOptions.Tls tls) {
    String name = tls.serverName();
    return name == null ? options.servers().getFirst().host() : name;
  }

  private static SSLContext trustedByTheJvm() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JVM's own trust store cannot be used", e);
    }
  }

  /** A REST client of one server; its port is the same. */
  static RestClient rest(InfinispanOptions options, Server server) {
    RestClientConfigurationBuilder builder = new RestClientConfigurationBuilder();
    builder
        .connectionTimeout(options.connectTimeout().toMillis())
        .socketTimeout(options.answerTimeout().toMillis())
        .pingOnCreate(false)
        .addServer()
        .host(server.host())
        .port(server.port());
    InfinispanOptions.Login login = options.login();
    if (login != null) {
      builder
          .security()
          .authentication()
          .mechanism(REST_LOGIN)
          .username(login.user())
          .password(login.password());
    }
    InfinispanOptions.Tls tls = options.tls();
    if (tls != null) {
      var ssl = builder.security().ssl().enable();
      Path trust = tls.trustStore();
      if (trust != null) {
        ssl.trustStoreFileName(trust.toString());
        String password = tls.trustStorePassword();
        if (password != null) {
          ssl.trustStorePassword(password.toCharArray());
        }
      } else {
        ssl.sslContext(trustedByTheJvm());
      }
    }
    return RestClient.forConfiguration(builder.build());
  }
}
