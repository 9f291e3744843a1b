package io.muster.session;

import io.muster.fleet.AgentAccess;
import io.muster.protocol.InstanceUid;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect, from the `Authorization` header, before any OpAMP state is touched (AU-1
 * to AU-3). Tokens are kept and looked up as hashes. Thread-safe.
 */
@Singleton
class AgentAuthentication implements AgentAccess {

  /** What a peer that is not let in is told (AU-5). */
  static final String CHALLENGE = "Bearer realm=\"muster agents\"";

  /** The answer to a peer. */
  sealed interface Verdict {}

  /**
   * Let in.
   *
   * @param boundUid the only uid it may use, null for any
   */
  record Admitted(@Nullable InstanceUid boundUid) implements Verdict {}

  /** Not let in: 401. */
  record Rejected() implements Verdict {}

  private record Credential(String name, Optional<InstanceUid> boundUid) {}

  private final boolean required;
  private final Map<String, Credential> byHash = new HashMap<>();

  AgentAuthentication(AgentSettings settings) {
    required =
        switch (settings.authentication()) {
          case NONE -> false;
          case TOKEN -> true;
          case AUTO -> !isLoopback(settings.host());
        };
    Map<String, String> tokens = AgentTokens.of(settings);
    tokens.forEach(
        (name, token) -> byHash.put(hash(token), new Credential(name, settings.boundUid(name))));
    for (String name : settings.boundUids().keySet()) {
      if (!tokens.containsKey(name)) {
        throw new ConfigurationException(
            "muster.agents.bound-uids."
                + name
                + " binds a uid to a token that is not set, so nobody could use it: set"
                + " muster.agents.tokens."
                + name
                + "=<token>, or remove it");
      }
    }
    if (required && byHash.isEmpty()) {
      throw new ConfigurationException(
          "Agents must authenticate (muster.agents.authentication="
              + settings.authentication().name().toLowerCase(Locale.ROOT)
              + ", muster.agents.host="
              + settings.host()
              + "), but no token is set: set muster.agents.tokens.<name>=<token>, or"
              + " muster.agents.token-files.<name>=<file>, or bind"
              + " muster.agents.host to 127.0.0.1, or set muster.agents.authentication=none");
    }
  }

  @Override
  public boolean required() {
    return required;
  }

  @Override
  public boolean admits(String authorization) {
    return check(authorization) instanceof Admitted;
  }

  Verdict check(@Nullable String authorization) {
    Credential credential =
        authorization == null || byHash.isEmpty()
            ? null
            : token(authorization).map(t -> byHash.get(hash(t))).orElse(null);
    if (credential == null) {
      return required ? new Rejected() : new Admitted(null);
    }
    return new Admitted(credential.boundUid().orElse(null));
  }

  /** The token of `Bearer token`, or of `Basic` as its password (AU-2). */
  private static Optional<String> token(String authorization) {
    int space = authorization.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String value = authorization.substring(space + 1).strip();
    return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> Optional.of(value);
      case "basic" -> password(value);
      default -> Optional.empty();
    };
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String hash(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
