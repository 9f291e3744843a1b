package io.quarkus.smallrye.openapi.runtime;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentAsBuiltTest {

  private final DocumentAsBuilt document = new DocumentAsBuilt();

  @Test
  void whatChangesItAtTheBuildIsInItAlready() {
    Map<RunStage, List<String>> filters =
        Map.of(RunStage.BUILD, List.of("a.Filter"), RunStage.RUN, List.of());
    assertThatNoException().isThrownBy(() -> document.prepareDocument(null, filters, "<default>"));
  }

  @Test
  void whatWouldChangeItLaterIsNotPassedOver() {
    Map<RunStage, List<String>> filters = Map.of(RunStage.RUN, List.of("a.Filter"));
    assertThatIllegalStateException()
        .isThrownBy(() -> document.prepareDocument(null, filters, "<default>"))
        .withMessageContaining("a.Filter");
  }
}
