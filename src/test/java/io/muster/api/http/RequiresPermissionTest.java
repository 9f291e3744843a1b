package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.muster.access.Permission.Action;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No operation of the API goes without a permission. */
class RequiresPermissionTest {

  private static final JavaClasses API =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.muster.api");

  private static List<JavaMethod> operations() {
    return API.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method ->
            method.isAnnotatedWith(GET.class)
                || method.isAnnotatedWith(PUT.class)
                || method.isAnnotatedWith(POST.class)
                || method.isAnnotatedWith(DELETE.class))
        .toList();
  }

  @Test
  void everyOperationSaysWhatItNeeds() {
    assertThat(operations())
        .hasSizeGreaterThanOrEqualTo(25)
        .allSatisfy(method ->
            assertThat(method.isAnnotatedWith(RequiresPermission.class))
                .as(method.getFullName())
                .isTrue());
  }

  @Test
  void readingIsReadingAndNothingElseIs() {
    assertThat(operations())
        .allSatisfy(method ->
            assertThat(method.getAnnotationOfType(RequiresPermission.class).action() == Action.READ)
                .as(method.getFullName())
                .isEqualTo(method.isAnnotatedWith(GET.class)));
  }
}
