package io.muster.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a server's API is, as people write it. */
final class ServerAddress {

  private static final String API = "/api/v1";
  private static final String EXPECTED = "expected http://HOST:PORT or https://HOST:PORT";

  private ServerAddress() {}

  /** A text that is no address; the message says what is wrong, and shows no password. */
  static final class Wrong extends Exception {

    private static final long serialVersionUID = 1;

    private final String text;

    Wrong(String text) {
      super(text);
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * Reads an address. A path before `/api/v1` is kept, for servers behind a proxy.
   *
   * @return without a slash at its end
   */
  static URI parse(String text) throws Wrong {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new Wrong(shown(text) + ", " + EXPECTED);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("ws") || scheme.equals("wss")) {
      throw new Wrong(
          shown(text)
              + ", which is where agents connect; the operators' port (8080 by default) speaks http"
              + " or https: "
              + EXPECTED);
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Wrong(shown(text) + ", " + EXPECTED + meant(text));
    }
    if (uri.getRawUserInfo() != null) {
      throw new Wrong(
          "an address with a user or password in it, "
              + EXPECTED
              + "; a token is a file, named"
              + " with --token-file");
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new Wrong(shown(text) + ", " + EXPECTED);
    }
    String path = uri.getRawPath().replaceAll("/+$", "");
    if (path.endsWith(API)) {
      path = path.substring(0, path.length() - API.length());
    }
    return URI.create(scheme + "://" + uri.getRawAuthority() + path);
  }

  /** Whether a name or number can only be this machine. */
  static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  private static String meant(String text) {
    return text.matches("[A-Za-z0-9.-]+(:\\d{1,5})?/?") && !looksSecret(text)
        ? "; did you mean http://" + text + "?"
        : "";
  }

  /** Something else may have got into the place of an address. */
  private static String shown(String text) {
    return text.indexOf('@') >= 0 || looksSecret(text)
        ? "a text that is no address and is not shown, as it may be a secret"
        : "'" + text + "'";
  }

  private static boolean looksSecret(String text) {
    return text.length() >= 20 && !text.contains("://") && !text.contains(".");
  }
}
