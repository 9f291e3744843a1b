package io.quarkus.smallrye.openapi.runtime;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.runtime.filter.AutoSecurityFilter;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document as the build has written it. Quarkus reads it at each start, and writes it
 * anew in both formats, for filters that could change it then: a fifth of the time of a start. Here
 * it is read when it is asked for, and there are no such filters.
 */
@Alternative
@Priority(1)
@Singleton
@Unremovable
final class DocumentAsBuilt extends OpenApiDocumentService {

  private static final String FILE = "META-INF/quarkus-generated-openapi-doc.";

  private final Map<Format, byte[]> asked = new EnumMap<>(Format.class);

  @Override
  void prepareDocument(
      @Nullable AutoSecurityFilter security,
      Map<OpenApiFilter.RunStage, List<String>> filters,
      String name) {
    for (OpenApiFilter.RunStage stage : filters.keySet()) {
      if (stage != OpenApiFilter.RunStage.BUILD && !filters.get(stage).isEmpty()) {
        throw new IllegalStateException(
            "The OpenAPI document is served as it was built; a filter of the stage "
                + stage
                + " would be passed over: "
                + filters.get(stage));
      }
    }
  }

  @Override
  public synchronized byte[] getDocument(String name, Format format) {
    return asked.computeIfAbsent(format, DocumentAsBuilt::read);
  }

  private static byte[] read(Format format) {
    String file = FILE + format;
    try (InputStream in = DocumentAsBuilt.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The build has left no " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
