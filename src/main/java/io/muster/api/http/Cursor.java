package io.muster.api.http;

import com.google.protobuf.ByteString;
import io.muster.protocol.InstanceUid;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: the last uid of the page before. Lists are in uid order, so agents that
 * come and go meanwhile neither repeat nor hide others.
 */
public final class Cursor {

  /** Told apart from cursors that later versions may make. */
  private static final byte FORMAT = 1;

  private Cursor() {}

  public static @Nullable String write(@Nullable InstanceUid last) {
    return last == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                ByteString.copyFrom(new byte[] {FORMAT}).concat(last.toBytes()).toByteArray());
  }

  public static @Nullable InstanceUid read(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      ByteString bytes = ByteString.copyFrom(Base64.getUrlDecoder().decode(text));
      if (bytes.size() == InstanceUid.BYTES + 1 && bytes.byteAt(0) == FORMAT) {
        return InstanceUid.of(bytes.substring(1));
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: falls through to the refusal.
    }
    throw broken(text);
  }

  public static Refusal broken(String text) {
    return Refusal.badRequest(
        "cursor '"
            + (text.length() > 80 ? text.substring(0, 80) + "…" : text)
            + "' is not one of this list: pass the 'next' of the page before, unchanged, or none to"
            + " start anew");
  }
}
