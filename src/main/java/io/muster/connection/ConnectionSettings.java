package io.muster.connection;

import io.muster.failure.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How agents are to connect to their OpAMP server (`OpAMPConnectionSettings`).
 *
 * @param endpoint where to: a ws, wss, http or https URL with a host, at most 2048 characters; an
 *     agent is offered it in the scheme of the transport it uses
 * @param headers to send with each request or handshake, by name, at most 64; these replace those
 *     the agent has
 * @param heartbeatInterval between two reports, 1 s to 1 day in whole seconds; never 0, which would
 *     end heartbeats and polling for good (HB-7)
 */
public record ConnectionSettings(
    String endpoint, Map<String, String> headers, Duration heartbeatInterval) {

  /** What agents do without being told otherwise. */
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(30);

  private static final int MAX_ENDPOINT = 2048;
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_VALUE = 8192;
  private static final Duration MIN_HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration MAX_HEARTBEAT = Duration.ofDays(1);
  private static final Set<String> SCHEMES = Set.of("ws", "wss", "http", "https");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

  private static final Pattern SECRET_HEADER =
      Pattern.compile("auth|token|secret|key|password|cookie|credential");

  public ConnectionSettings {
    checkEndpoint(endpoint);
    if (headers.size() > MAX_HEADERS) {
      throw new InvalidInput(headers.size() + " headers are too many: at most " + MAX_HEADERS);
    }
    headers.forEach(ConnectionSettings::checkHeader);
    if (heartbeatInterval.compareTo(MIN_HEARTBEAT) < 0
        || heartbeatInterval.compareTo(MAX_HEARTBEAT) > 0
        || heartbeatInterval.getNano() != 0) {
      throw new InvalidInput(
          "heartbeatInterval is "
              + heartbeatInterval
              + ", expected whole seconds from 1 s (PT1S) to 1 day; 0 would end heartbeats and"
              + " polling for good");
    }
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /**
   * Whether the value of a header with this name nearly always is a secret, beside what the rule
   * for configs calls one.
   */
  public static boolean isSecret(String header) {
    return SECRET_HEADER.matcher(header.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether there is a secret in the headers. */
  public boolean hasSecrets() {
    return headers.keySet().stream().anyMatch(ConnectionSettings::isSecret);
  }

  /** The value of `Authorization`, in whatever case it is written; null if there is none. */
  public @Nullable String authorization() {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("authorization"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static void checkEndpoint(String endpoint) {
    URI uri;
    try {
      uri = new URI(endpoint);
    } catch (URISyntaxException e) {
      throw new InvalidInput("endpoint is not a URL: " + e.getMessage(), e);
    }
    if (endpoint.length() > MAX_ENDPOINT
        || uri.getScheme() == null
        || !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
        || uri.getHost() == null
        || uri.getRawFragment() != null
        || uri.getRawUserInfo() != null) {
      throw new InvalidInput(
          "endpoint is '"
              + (endpoint.length() > 200 ? endpoint.substring(0, 200) + "…" : endpoint)
              + "', expected a ws, wss, http or https URL with a host and without user or fragment,"
              + " at most "
              + MAX_ENDPOINT
              + " characters, as wss://muster.example.com:4320/v1/opamp");
    }
  }

  private static void checkHeader(String name, String value) {
    if (!HEADER.matcher(name).matches()) {
      throw new InvalidInput("'" + name + "' is not a name of an HTTP header");
    }
    // The value may be a secret: not repeated.
    if (value.length() > MAX_HEADER_VALUE
        || value.chars().anyMatch(c -> c != '\t' && (c < ' ' || c > '~'))) {
      throw new InvalidInput(
          "the value of header '"
              + name
              + "' is not valid: printable ASCII, at most "
              + MAX_HEADER_VALUE
              + " characters");
    }
  }

  /** Without the values of headers, which may be secrets. */
  @Override
  public String toString() {
    return "ConnectionSettings[endpoint="
        + endpoint
        + ", headers="
        + headers.keySet()
        + ", heartbeatInterval="
        + heartbeatInterval
        + "]";
  }
}
