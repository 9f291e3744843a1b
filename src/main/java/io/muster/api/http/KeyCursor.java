package io.muster.api.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a list of named things goes on: the key of the last item of the page before. */
public final class KeyCursor {

  private static final String FORMAT = "k:";

  private KeyCursor() {}

  public static String write(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((FORMAT + key).getBytes(StandardCharsets.UTF_8));
  }

  public static @Nullable String read(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      String key = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      if (key.startsWith(FORMAT)) {
        return key.substring(FORMAT.length());
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: falls through to the refusal.
    }
    throw Cursor.broken(text);
  }
}
