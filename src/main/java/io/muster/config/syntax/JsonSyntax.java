package io.muster.config.syntax;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads a JSON file as far as its syntax goes: one value, unique keys, bounded depth. Nothing is
 * built. Never throws.
 */
public final class JsonSyntax {

  private static final int MAX_STRING = 64 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(BoundedParser.MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .build())
          .build();

  private JsonSyntax() {}

  /** What was found: nothing for a text with content. */
  public sealed interface Result {}

  /** It is JSON. */
  public record Fine() implements Result {}

  /** There is nothing in it: no text, `null`, an empty object. */
  public record Empty() implements Result {}

  /** It is not JSON. */
  public record Wrong(ConfigProblem problem) implements Result {}

  public static Result check(String file, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return new Empty();
      }
      long tokens = 1;
      int depth = first.isStructStart() ? 1 : 0;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          break;
        }
        tokens++;
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
      if (parser.nextToken() != null) {
        return wrong(
            file,
            parser.currentTokenLocation(),
            "a second value begins here",
            "one file, one value");
      }
      boolean nothing =
          first == JsonToken.VALUE_NULL || first == JsonToken.START_OBJECT && tokens == 2;
      return nothing ? new Empty() : new Fine();
    } catch (StreamConstraintsException e) {
      return wrong(
          file,
          e.getLocation(),
          "objects and lists are nested more than "
              + BoundedParser.MAX_DEPTH
              + " deep, or a value"
              + " is too long",
          "no collector needs that: check the input");
    } catch (JsonProcessingException e) {
      return wrong(file, e.getLocation(), e.getOriginalMessage(), hint(e.getOriginalMessage()));
    } catch (IOException e) {
      return new Wrong(ConfigProblem.of(file, "the file cannot be read: " + e.getMessage(), ""));
    }
  }

  private static Wrong wrong(
      String file,
      @org.jspecify.annotations.Nullable JsonLocation at,
      String message,
      String hint) {
    int line = Optional.ofNullable(at).map(JsonLocation::getLineNr).orElse(0);
    int column = Optional.ofNullable(at).map(JsonLocation::getColumnNr).orElse(0);
    return new Wrong(
        ConfigProblem.at(file, Math.max(line, 0), Math.max(column, 0), "", message, hint));
  }

  private static String hint(String message) {
    if (message.contains("Duplicate field")) {
      return "a later one would silently replace the earlier: merge or remove one";
    }
    if (message.contains("end-of-input")) {
      return "a bracket, brace or quote is not closed";
    }
    return "keys and texts need double quotes; no comma before a closing bracket; no comments";
  }
}
