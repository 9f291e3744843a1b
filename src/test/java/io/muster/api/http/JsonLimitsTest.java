package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLimitsTest {

  private record Body(Map<String, String> selector, int weight) {}

  private enum Color {
    RED
  }

  private record Typed(
      @Nullable String text,
      @Nullable List<String> texts,
      @Nullable Object any,
      int number,
      @Nullable Long large,
      double fraction,
      boolean on,
      @Nullable Boolean maybe,
      @Nullable Color color) {}

  private final ObjectMapper mapper = new ObjectMapper();

  @BeforeEach
  void customize() {
    new JsonLimits().customize(mapper);
  }

  @Test
  void whatIsClearIsRead() throws JsonProcessingException {
    assertThat(mapper.readValue("{\"selector\": {\"a\": \"b\"}, \"weight\": 5}", Body.class))
        .isEqualTo(new Body(Map.of("a", "b"), 5));
  }

  /** Also where a body is read as a tree first, as manifests are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"weight\": 1, \"weight\": 2}",
        "{\"selector\": {\"a\": \"b\", \"a\": \"c\"}, \"weight\": 1}",
        "{\"selector\": {\"a\": \"b\", \"\\u0061\": \"c\"}, \"weight\": 1}",
        "{\"weight\": 1} {}",
        "{\"weight\": NaN}"
      })
  void whatIsNotIsRefused(String text) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue(text, Body.class));
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue(text, JsonNode.class));
  }

  @Test
  void aHalfIsNoInteger() {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue("{\"weight\": 1.5}", Body.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"number\": \"100\"}",
        "{\"number\": \"\"}",
        "{\"number\": \" \"}",
        "{\"number\": true}",
        "{\"large\": \"1\"}",
        "{\"fraction\": \"0.5\"}",
        "{\"fraction\": true}",
        "{\"on\": \"true\"}",
        "{\"on\": \"\"}",
        "{\"on\": 1}",
        "{\"on\": 0.0}",
        "{\"maybe\": \"false\"}",
        "{\"maybe\": 0}",
        "{\"color\": 0}",
        "{\"color\": \"0\"}",
        "{\"color\": \"\"}"
      })
  void aValueOfAnotherTypeIsRefused(String text) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue(text, Typed.class));
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.treeToValue(mapper.readTree(text), Typed.class));
  }

  @Test
  void valuesOfTheirOwnTypeAreRead() throws JsonProcessingException {
    assertThat(
            mapper.readValue(
                """
                {"text": "\\ud83d\\ude00 \\u0001", "texts": ["é"], "number": 1, "large": 2, "fraction": 3,
                 "on": true, "maybe": false, "color": "RED"}
                """,
                Typed.class))
        .isEqualTo(
            new Typed("\ud83d\ude00 \u0001", List.of("é"), null, 1, 2L, 3, true, false, Color.RED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\": \"a\\u0000\"}",
        "{\"text\": \"\\ud800\"}",
        "{\"text\": \"\\ud800a\"}",
        "{\"text\": \"\\udc00\\ud800\"}",
        "{\"texts\": [\"b\", \"\\udfff\"]}",
        "{\"any\": \"\\u0000\"}",
        "{\"any\": {\"a\": [\"\\ud800\"]}}"
      })
  void aTextThatOthersCannotReadIsRefused(String text) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue(text, Typed.class))
        .withMessageContaining("of this text is");
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.treeToValue(mapper.readTree(text), Typed.class))
        .withMessageContaining("of this text is");
  }

  @Test
  void soIsAKey() {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> mapper.readValue("{\"selector\": {\"a\\u0000\": \"b\"}}", Body.class))
        .withMessageContaining("character 2 of this text is NUL");
  }
}
