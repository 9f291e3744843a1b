package io.muster.api.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Describes 401 for every operation: all of them need an operator ({@link OperatorsOnly}). */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class UnauthorizedEverywhere implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getPaths() == null || api.getPaths().getPathItems() == null) {
      return;
    }
    api.getPaths()
        .getPathItems()
        .forEach((path, item) -> {
          if (path.startsWith("/api/")) {
            describe(item);
          }
        });
  }

  private static void describe(PathItem item) {
    item.getOperations()
        .values()
        .forEach(operation -> {
          if (operation.getResponses() == null) {
            operation.setResponses(OASFactory.createAPIResponses());
          }
          if (!operation.getResponses().hasAPIResponse("401")) {
            operation
                .getResponses()
                .addAPIResponse("401", OASFactory.createAPIResponse().ref("Problem"));
          }
        });
  }
}
