package io.muster.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

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
    // Of two values of one key nobody can say which was meant.
    mapper.getFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(MAX_STRING).build());
  }
}
