package io.muster.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Texts in JSON that others can read as well: without NUL, at which programs in C end, and without
 * halves of surrogate pairs, which are no character and become '?' in UTF-8.
 */
final class WholeText {

  private WholeText() {}

  /** For all texts and keys of maps. */
  static SimpleModule module() {
    return new SimpleModule("whole-text")
        .addDeserializer(String.class, new Texts())
        .addKeyDeserializer(String.class, new Keys());
  }

  /** What is wrong with a text; null if nothing is. */
  static @Nullable String fault(String text) {
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (at == 0) {
        return "character " + (i + 1) + " of this text is NUL (\\u0000)";
      }
      if (Character.isSurrogate(at)) {
        if (!Character.isHighSurrogate(at)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return String.format(
              "character %d of this text is half of a surrogate pair (\\u%04x)", i + 1, (int) at);
        }
        i++;
      }
    }
    return null;
  }

  private static final class Texts extends StringDeserializer {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = super.deserialize(parser, context);
      String fault = text == null ? null : fault(text);
      if (fault != null) {
        throw JsonMappingException.from(parser, fault);
      }
      return text;
    }
  }

  private static final class Keys extends KeyDeserializer {

    @Override
    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
      String fault = fault(key);
      if (fault != null) {
        throw JsonMappingException.from(context.getParser(), fault);
      }
      return key;
    }
  }
}
