package io.muster.fleet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an agent came: what its handshake or request says of the settings it connected by. Of headers
 * only digests are kept, which are good for comparing within this process and for nothing else.
 * Immutable.
 */
public final class Arrival {

  /** Nothing is known: it may have come by any settings, in safety. */
  public static final Arrival UNKNOWN = new Arrival(false, true, true, List.of(), new long[0]);

  /** Most headers that are kept; who has more is not recognised by the others. */
  private static final int MAX_HEADERS = 64;

  /** What every request has, and no settings say. */
  private static final Set<String> USUAL =
      Set.of("host", "connection", "upgrade", "content-length", "content-type", "accept-encoding");

  private static final byte[] SALT = new byte[16];

  static {
    new SecureRandom().nextBytes(SALT);
  }

  private final boolean known;
  private final boolean encrypted;
  private final boolean loopback;
  private final List<String> hosts;
  private final long[] headers;

  private Arrival(
      boolean known, boolean encrypted, boolean loopback, List<String> hosts, long[] headers) {
    this.known = known;
    this.encrypted = encrypted;
    this.loopback = loopback;
    this.hosts = List.copyOf(hosts);
    this.headers = headers;
  }

  /**
   * By a handshake or a request.
   *
   * @param encrypted whether nobody on the way can read along
   * @param loopback whether the peer is this machine
   * @param hosts for whom it was: `Host`, and what proxies say that was
   * @param headers all that it had
   */
  public static Arrival of(
      boolean encrypted,
      boolean loopback,
      List<String> hosts,
      Iterable<Map.Entry<String, String>> headers) {
    long[] digests = new long[MAX_HEADERS];
    int count = 0;
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (count < MAX_HEADERS && !USUAL.contains(name) && !name.startsWith("sec-websocket-")) {
        digests[count++] = digest(name, header.getValue());
      }
    }
    return new Arrival(true, encrypted, loopback, hosts, Arrays.copyOf(digests, count));
  }

  /** Whether nobody on the way can read along. */
  public boolean encrypted() {
    return encrypted;
  }

  /** Whether the peer is this machine. */
  public boolean loopback() {
    return loopback;
  }

  /** Whether it had this header. */
  public boolean carries(String name, String value) {
    if (!known) {
      return true;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (USUAL.contains(lower) || lower.startsWith("sec-websocket-")) {
      return true; // Not kept.
    }
    long wanted = digest(lower, value);
    for (long header : headers) {
      if (header == wanted) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it was for this host.
   *
   * @param usualPort the port that is not written
   */
  public boolean isFor(String host, int port, int usualPort) {
    if (hosts.isEmpty()) {
      return true;
    }
    String bare = host.toLowerCase(Locale.ROOT);
    String full = bare + ":" + port;
    for (String each : hosts) {
      String lower = each.toLowerCase(Locale.ROOT);
      if (lower.equals(full) || (port == usualPort && lower.equals(bare))) {
        return true;
      }
    }
    return false;
  }

  private static long digest(String name, String value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(SALT);
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) ':');
      // Blanks around a value are none of it.
      return ByteBuffer.wrap(digest.digest(value.strip().getBytes(StandardCharsets.UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Arrival arrival
        && known == arrival.known
        && encrypted == arrival.encrypted
        && loopback == arrival.loopback
        && hosts.equals(arrival.hosts)
        && Arrays.equals(headers, arrival.headers);
  }

  @Override
  public int hashCode() {
    return 31 * hosts.hashCode() + Arrays.hashCode(headers);
  }

  /** Without headers, which are nobody's business. */
  @Override
  public String toString() {
    return "Arrival[encrypted=" + encrypted + ", loopback=" + loopback + ", hosts=" + hosts + "]";
  }
}
