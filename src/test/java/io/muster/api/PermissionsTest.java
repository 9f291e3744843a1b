package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.muster.access.Permission;
import io.muster.operator.Operator;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.GET;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No operation of the API goes without a permission. */
class PermissionsTest {

  private static final String ADMIN = "quarkus.http.auth.policy.operators.permissions.admin";

  private static String permission(JavaMethod operation) {
    PermissionsAllowed[] allowed =
        operation.reflect().getAnnotationsByType(PermissionsAllowed.class);
    assertThat(allowed).as(operation.getFullName()).hasSize(1);
    assertThat(allowed[0].value()).as(operation.getFullName()).hasSize(1);
    return allowed[0].value()[0];
  }

  @Test
  void everyOperationNeedsExactlyOnePermissionOfTheTable() {
    assertThat(Operations.all())
        .hasSizeGreaterThanOrEqualTo(52)
        .allSatisfy(operation ->
            assertThat(Permission.all())
                .as(operation.getFullName())
                .contains(permission(operation)));
  }

  @Test
  void readingIsReadingAndNothingElseIs() {
    assertThat(Operations.all())
        .allSatisfy(operation ->
            assertThat(permission(operation).endsWith(":read"))
                .as(operation.getFullName())
                .isEqualTo(operation.isAnnotatedWith(GET.class)));
  }

  @Test
  void theConstantsAreTheTable() throws IllegalAccessException {
    Map<String, String> constants = new TreeMap<>();
    for (var field : Permission.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        constants.put(field.getName(), (String) field.get(null));
      }
    }
    Map<String, String> table = new TreeMap<>();
    for (Permission.Resource resource : Permission.Resource.values()) {
      for (Permission.Action action : Permission.Action.values()) {
        table.put(resource + "_" + action, Permission.name(resource, action));
      }
    }
    assertThat(constants).isEqualTo(table).hasSize(42);
  }

  @Test
  void whoeverHasTheTokenMayDoEverything() throws IOException {
    Properties settings = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      settings.load(file);
    }
    assertThat(settings.getProperty(ADMIN).split(","))
        .containsExactlyInAnyOrderElementsOf(Permission.all());
  }

  @Test
  void whoeverMayOnlyReadMayReadEverythingButAllSecretsAtOnce() throws IOException {
    Properties settings = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      settings.load(file);
    }
    TreeSet<String> readable = new TreeSet<>(Permission.all());
    readable.removeIf(each -> !each.endsWith(":read") || each.equals(Permission.STATE_READ));
    assertThat(settings.getProperty(ADMIN.replace("admin", Operator.VIEWER)).split(","))
        .containsExactlyInAnyOrderElementsOf(readable);
  }

  @Test
  void thePermissionOfEachOperationIsDocumented() throws IOException {
    Map<String, TreeSet<String>> operations = new TreeMap<>();
    for (JavaMethod operation : Operations.all()) {
      if (!Operations.id(operation).isEmpty()) {
        operations
            .computeIfAbsent(permission(operation), ignored -> new TreeSet<>())
            .add(Operations.id(operation));
      }
    }
    Map<String, TreeSet<String>> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs/api.md"))) {
      List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      if (cells.size() == 4 && cells.get(1).matches("`[a-z-]+:(read|write|execute)`")) {
        documented.put(
            cells.get(1).replace("`", ""),
            new TreeSet<>(List.of(cells.get(2).replace("`", "").split(", "))));
      }
    }
    assertThat(documented).isEqualTo(operations);
  }
}
