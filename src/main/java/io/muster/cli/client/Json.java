package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON, without what makes Jackson slow to begin where it is not needed: trees are read token by
 * token, and the mapper is made when something is mapped.
 */
final class Json {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Made when it is asked for. */
  private static final class Mapper {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  private final JsonFactory factory = new JsonFactory();

  /** A text as a tree; missing if there is none. */
  JsonNode readTree(String text) throws JsonProcessingException {
    try (JsonParser parser = factory.createParser(text)) {
      return parser.nextToken() == null ? MissingNode.getInstance() : value(parser);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be read", e);
    }
  }

  // The parser bounds how deep it goes (1,000).
  private static JsonNode value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          object.set(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> NODES.nullNode();
    };
  }

  ObjectNode createObjectNode() {
    return NODES.objectNode();
  }

  ArrayNode createArrayNode() {
    return NODES.arrayNode();
  }

  <T extends JsonNode> T valueToTree(Object value) {
    return Mapper.MAPPER.valueToTree(value);
  }

  <T> T convertValue(Object value, Class<T> type) {
    return Mapper.MAPPER.convertValue(value, type);
  }

  ObjectWriter writerWithDefaultPrettyPrinter() {
    return Mapper.MAPPER.writerWithDefaultPrettyPrinter();
  }
}
