package io.muster.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of packages in docs/architecture.md: which package may use which. A new package
 * needs a decision, and a line here.
 */
class PackagesTest {

  private static final String ROOT = "io.muster.";

  /** Package to what it may use besides itself. */
  private static final Map<String, List<String>> TABLE = new LinkedHashMap<>();

  static {
    TABLE.put("protocol", List.of());
    TABLE.put("failure", List.of());
    TABLE.put("telemetry", List.of());
    TABLE.put("ottl", List.of("failure"));
    TABLE.put("access", List.of("telemetry"));
    TABLE.put("agent", List.of("protocol", "failure"));
    TABLE.put("schedule", List.of("failure"));
    TABLE.put("cluster", List.of("schedule"));
    TABLE.put("fleet", List.of("cluster", "agent", "protocol", "failure", "telemetry"));
    TABLE.put(
        "config",
        List.of(
            "fleet", "cluster", "agent", "protocol", "ottl", "schedule", "failure", "telemetry"));
    TABLE.put(
        "connection", List.of("fleet", "cluster", "agent", "protocol", "failure", "telemetry"));
    TABLE.put(
        "session",
        List.of(
            "fleet", "cluster", "agent", "protocol", "access", "schedule", "failure", "telemetry"));
    TABLE.put(
        "rollout",
        List.of(
            "config", "fleet", "cluster", "agent", "protocol", "schedule", "failure", "telemetry"));
    TABLE.put(
        "store",
        List.of(
            "config",
            "connection",
            "rollout",
            "fleet",
            "cluster",
            "agent",
            "protocol",
            "access",
            "failure",
            "telemetry"));
    TABLE.put(
        "api",
        List.of(
            "config",
            "connection",
            "rollout",
            "fleet",
            "cluster",
            "agent",
            "protocol",
            "access",
            "schedule",
            "failure",
            "telemetry"));
    TABLE.put("simulator", List.of("protocol"));
    // The launcher of the server: it tells the ports, and whether the start failed.
    TABLE.put(
        "cli",
        List.of(
            "simulator",
            "api",
            "access",
            "session",
            "store",
            "config",
            "connection",
            "fleet",
            "failure"));
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.muster");

  @Test
  void everyPackageUsesOnlyWhatTheTableAllows() {
    TABLE.forEach((name, allowed) -> {
      List<String> packages = new ArrayList<>();
      packages.add(ROOT + name + "..");
      allowed.forEach(other -> packages.add(ROOT + other + ".."));
      classes()
          .that()
          .resideInAPackage(ROOT + name + "..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(packages.toArray(String[]::new))
                  .or(
                      com.tngtech.archunit.base.DescribedPredicate.not(
                          resideInAnyPackage("io.muster.."))))
          .because("docs/architecture.md says what " + name + " may use")
          .allowEmptyShould(false)
          .check(CLASSES);
    });
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(type -> type.getPackageName())
            .filter(name -> name.startsWith(ROOT))
            .map(name -> name.substring(ROOT.length()).split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(found).isEqualTo(new TreeSet<>(TABLE.keySet()));
  }

  @Test
  void packagesFormNoCircles() {
    slices().matching("io.muster.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageSaysThatNothingIsNullUnlessItSaysSo() {
    List<String> unmarked =
        CLASSES.stream()
            .filter(type -> !type.getPackageName().contains(".proto"))
            .map(type -> type.getPackage())
            .distinct()
            .filter(type -> !type.isAnnotatedWith(org.jspecify.annotations.NullMarked.class))
            .map(type -> type.getName())
            .sorted()
            .toList();
    assertThat(unmarked).isEmpty();
  }

  @Test
  void onlyOneClassReadsTheSystemClock() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveSimpleName("SystemClock")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }
}
