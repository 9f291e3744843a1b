package io.muster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
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

  /** Package to what it may use besides itself; a package stands below those that use it. */
  private static final Map<String, List<String>> TABLE = new LinkedHashMap<>();

  /** The rooms of packages that have several: what each may use of its own house. */
  private static final Map<String, List<String>> ROOMS = new LinkedHashMap<>();

  static {
    allow(TABLE, "protocol", "");
    allow(TABLE, "failure", "");
    allow(TABLE, "telemetry", "");
    allow(TABLE, "redaction", "");
    allow(TABLE, "simulator", "protocol");
    allow(TABLE, "schedule", "failure");
    allow(TABLE, "ottl", "failure");
    allow(TABLE, "cluster", "schedule");
    allow(TABLE, "operator", "cluster failure schedule");
    allow(TABLE, "access", "operator schedule");
    allow(TABLE, "audit", "cluster failure schedule");
    allow(TABLE, "agent", "protocol failure");
    allow(TABLE, "freeze", "agent cluster failure schedule");
    allow(TABLE, "fleet", "agent cluster failure freeze protocol redaction schedule telemetry");
    allow(TABLE, "config", "failure ottl protocol schedule");
    allow(TABLE, "policy", "agent cluster config failure fleet freeze protocol schedule telemetry");
    allow(TABLE, "collector", "agent config failure fleet ottl policy protocol schedule");
    allow(
        TABLE,
        "plan",
        "agent collector config connection failure fleet freeze policy protocol rollout schedule");
    allow(TABLE, "adopt", "agent collector config failure fleet policy protocol schedule");
    allow(
        TABLE, "sync", "agent collector config fleet policy protocol redaction schedule telemetry");
    allow(TABLE, "connection", "agent cluster failure fleet freeze protocol schedule telemetry");
    allow(
        TABLE,
        "rollout",
        "agent cluster config failure fleet freeze policy protocol schedule telemetry");
    allow(TABLE, "session", "agent cluster failure fleet protocol schedule telemetry");
    allow(
        TABLE,
        "store",
        "agent audit cluster config connection failure fleet freeze operator plan policy protocol"
            + " rollout telemetry");
    allow(
        TABLE,
        "api",
        "access adopt agent audit cluster collector config connection failure fleet freeze"
            + " kubernetes operator plan policy protocol redaction rollout schedule sync");
    allow(
        TABLE,
        "kubernetes",
        "agent audit cluster collector config failure plan policy rollout schedule telemetry");
    // The launcher of the server: it prints the ports, and why a start failed.
    allow(TABLE, "cli", "access audit config failure operator session simulator");

    allow(ROOMS, "config.syntax", "");
    allow(ROOMS, "config.diff", "config");
    allow(ROOMS, "config.rules", "config config.syntax");
    allow(ROOMS, "config", "config.syntax");
    allow(ROOMS, "api.http", "");
    allow(ROOMS, "api.state", "api.http");
    allow(ROOMS, "api.agents", "api.http");
    // The stream shows agents as their resource does; those who change the policy write to it.
    allow(ROOMS, "api.events", "api.http api.agents");
    allow(ROOMS, "api.configs", "api.http api.events");
    allow(ROOMS, "api.rollouts", "api.http api.events api.configs");
    allow(ROOMS, "api.connections", "api.http api.events");
    allow(ROOMS, "api.operators", "api.http");
    allow(ROOMS, "api.audit", "api.http");
    allow(ROOMS, "api.freeze", "api.http api.events");
    // A manifest is the body of a PUT.
    allow(ROOMS, "api.plans", "api.http api.events api.configs api.connections api.rollouts");
  }

  private static void allow(Map<String, List<String>> table, String name, String others) {
    table.put(name, others.isEmpty() ? List.of() : List.of(others.split(" ")));
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
                  .or(not(resideInAnyPackage("io.muster.."))))
          .because("docs/architecture.md says what " + name + " may use")
          .allowEmptyShould(false)
          .check(CLASSES);
    });
  }

  @Test
  void everyRoomUsesOnlyTheRoomsOfItsHouseThatTheTableAllows() {
    ROOMS.forEach((name, allowed) -> {
      String house = name.split("\\.")[0];
      List<String> packages = new ArrayList<>(List.of(ROOT + name));
      allowed.forEach(other -> packages.add(ROOT + other));
      classes()
          .that()
          .resideInAPackage(ROOT + name)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(packages.toArray(String[]::new))
                  .or(not(resideInAnyPackage(ROOT + house + ".."))))
          .because("docs/architecture.md says what " + name + " may use of its own house")
          .allowEmptyShould(false)
          .check(CLASSES);
    });
  }

  @Test
  void everyRoomIsInTheTable() {
    Set<String> found =
        CLASSES.stream()
            .map(type -> type.getPackageName())
            .filter(name -> name.startsWith(ROOT + "config.") || name.startsWith(ROOT + "api."))
            .map(name -> name.substring(ROOT.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> listed = new TreeSet<>(ROOMS.keySet());
    listed.remove("config");
    assertThat(found).isEqualTo(listed);
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
    slices().matching("io.muster.config.(*)..").should().beFreeOfCycles().check(CLASSES);
    slices().matching("io.muster.api.(*)..").should().beFreeOfCycles().check(CLASSES);
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
