package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What chooses elements of a list, as kubectl takes it: `?(@.status=="stale")`, with `==`, `!=`,
 * `<`, `<=`, `>`, `>=`, or a path alone, which must find something.
 */
record JsonFilter(Operand left, Comparison comparison, Operand right) {

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|'([^']*)'");

  /** Two sides with a sign between that stands in no quotes. */
  private static final Pattern COMPARED =
      Pattern.compile(
          "((?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\"'=!<>])+)(==|!=|<=|>=|<|>)"
              + "((?:\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\"'=!<>])+)");

  /** What a side stands for, of an element: none if its path finds nothing. */
  private interface Operand extends Function<JsonNode, List<JsonNode>> {}

  /** How the sides are compared. */
  enum Comparison {
    EXISTS,
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    static Comparison of(String sign) {
      return switch (sign) {
        case "==" -> EQUAL;
        case "!=" -> UNEQUAL;
        case "<" -> LESS;
        case "<=" -> AT_MOST;
        case ">" -> GREATER;
        default -> AT_LEAST;
      };
    }

    /** Of the sides as {@link java.util.Comparator} tells. */
    boolean holds(int order) {
      return switch (this) {
        case EXISTS -> true;
        case EQUAL -> order == 0;
        case UNEQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /** Reads what stands between `?(` and `)`. */
  static JsonFilter parse(String text) throws JsonPath.Wrong {
    Matcher compared = COMPARED.matcher(text);
    if (compared.matches()) {
      return new JsonFilter(
          operand(compared.group(1).strip()),
          Comparison.of(compared.group(2)),
          operand(compared.group(3).strip()));
    }
    if (text.strip().startsWith("@") && !text.matches(".*[=<>&|].*")) {
      return new JsonFilter(operand(text.strip()), Comparison.EXISTS, element -> List.of());
    }
    throw new JsonPath.Wrong(
        "'?(" + text + ")' is no filter, such as ?(@.status==\"stale\") or ?(@.weight>50)");
  }

  private static Operand operand(String text) throws JsonPath.Wrong {
    if (text.startsWith("@")) {
      List<JsonPath.Step> path = JsonPath.path(text);
      return element -> JsonPath.follow(path, element);
    }
    JsonNode value = value(text);
    return element -> List.of(value);
  }

  private static JsonNode value(String text) throws JsonPath.Wrong {
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      return TextNode.valueOf(
          quoted.group(1) == null
              ? quoted.group(2)
              : quoted.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    if (NUMBER.matcher(text).matches()) {
      return DecimalNode.valueOf(new BigDecimal(text));
    }
    return switch (text) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      case "null" -> NullNode.instance;
      default ->
          throw new JsonPath.Wrong(
              "'" + text + "' in a filter: a text stands in quotes, a path begins with @");
    };
  }

  /** Whether an element is chosen. */
  boolean chooses(JsonNode element) {
    List<JsonNode> found = left.apply(element);
    if (comparison == Comparison.EXISTS) {
      return !found.isEmpty();
    }
    List<JsonNode> others = right.apply(element);
    if (found.isEmpty() || others.isEmpty()) {
      return false;
    }
    return holds(found.getFirst(), others.getFirst());
  }

  private boolean holds(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return comparison.holds(one.decimalValue().compareTo(other.decimalValue()));
    }
    if (one.isTextual() && other.isTextual()) {
      return comparison.holds(one.textValue().compareTo(other.textValue()));
    }
    return switch (comparison) {
      case EQUAL -> one.equals(other);
      case UNEQUAL -> !one.equals(other);
      // Things of two kinds have no order.
      case EXISTS, LESS, AT_MOST, GREATER, AT_LEAST -> false;
    };
  }
}
