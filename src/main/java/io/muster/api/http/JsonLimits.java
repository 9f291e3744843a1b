package io.muster.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * How strictly JSON is read. A config in JSON is one string per file, and may be as large as a
 * message to an agent; bodies are bounded as a whole ({@link BodyLimits}).
 */
@Singleton
final class JsonLimits implements ObjectMapperCustomizer {

  private static final int MAX_STRING = 96 << 20;

  @Override
  public void customize(ObjectMapper mapper) {
    // A half is no integer, and what follows the body is no part of it.
    mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    // A number in quotes is a text, and a text that is empty is no number.
    for (LogicalType type :
        List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean, LogicalType.Enum)) {
      MutableCoercionConfig coercion = mapper.coercionConfigFor(type);
      coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
      if (type != LogicalType.Enum) {
        coercion.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
      }
      if (type != LogicalType.Float) {
        coercion.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
      }
      if (type == LogicalType.Boolean || type == LogicalType.Enum) {
        coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
      }
    }
    mapper.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    mapper.registerModule(WholeText.module());
    // Of two values of one key nobody can say which was meant.
    mapper.getFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(MAX_STRING).build());
  }
}
