package io.muster.api;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The operations of the API, by their annotations. */
final class Operations {

  /** Reading all classes takes seconds. */
  private static final List<JavaMethod> ALL = read();

  private Operations() {}

  /** Every method that answers an HTTP method, in all packages of the API. */
  static List<JavaMethod> all() {
    return ALL;
  }

  private static List<JavaMethod> read() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.muster").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method ->
                method.getAnnotations().stream()
                    .anyMatch(each -> each.getRawType().isAnnotatedWith(HttpMethod.class)))
            .toList();
  }

  /** Its id in the OpenAPI document; empty if it is another way to say what one there says. */
  static String id(JavaMethod operation) {
    return operation.getAnnotationOfType(Operation.class).operationId();
  }
}
