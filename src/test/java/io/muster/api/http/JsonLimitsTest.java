package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLimitsTest {

  private record Body(Map<String, String> selector, int weight) {}

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
}
