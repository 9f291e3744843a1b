package io.muster.api.agents;

import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as JSON values (SEMANTICS 23): integers that a double cannot hold exactly as text,
 * bytes as Base64, numbers that JSON does not have as text.
 */
final class AttributeJson {

  /** Beyond this, JavaScript and jq lose digits. */
  private static final long MAX_EXACT = 1L << 53;

  private AttributeJson() {}

  /** By key, in the order of the report; of a key that repeats, the first (DE-2). */
  static Map<String, @Nullable Object> object(List<Attribute> attributes) {
    Map<String, @Nullable Object> result = LinkedHashMap.newLinkedHashMap(attributes.size());
    for (Attribute attribute : attributes) {
      if (!result.containsKey(attribute.key())) {
        result.put(attribute.key(), value(attribute.value()));
      }
    }
    return result;
  }

  static @Nullable Object value(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text(String text) -> text;
      case AttributeValue.Bool(boolean bool) -> bool;
      case AttributeValue.Int(long number) ->
          number > MAX_EXACT || number < -MAX_EXACT ? Long.toString(number) : (Object) number;
      case AttributeValue.Real(double number) ->
          Double.isFinite(number) ? (Object) number : Double.toString(number);
      case AttributeValue.Bytes(var bytes) ->
          Base64.getEncoder().encodeToString(bytes.toByteArray());
      case AttributeValue.Array(var values) -> {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        values.forEach(each -> list.add(value(each)));
        yield list;
      }
      case AttributeValue.KeyValues(var values) -> object(values);
      case AttributeValue.Empty() -> null;
    };
  }
}
