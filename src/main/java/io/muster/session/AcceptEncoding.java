package io.muster.session;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads `Accept-Encoding` (RFC 9110 §12.5.3) as far as gzip is concerned. */
final class AcceptEncoding {

  private AcceptEncoding() {}

  /**
   * Whether gzip, or anything, is named with a weight above 0; nothing is compressed for a client
   * that does not ask (HT-4).
   */
  static boolean allowsGzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    boolean any = false;
    for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] pieces = part.split(";");
      String coding = pieces[0].strip();
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return weight(pieces) > 0;
      }
      any |= coding.equals("*") && weight(pieces) > 0;
    }
    return any;
  }

  private static double weight(String[] pieces) {
    for (int i = 1; i < pieces.length; i++) {
      String parameter = pieces[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
