package io.muster.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.infinispan.protostream.SerializationContextInitializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The native image knows every class that something reaches by reflection. */
class ReachabilityMetadataTest {

  private static final Path NATIVE_IMAGE = Path.of("src/main/resources/META-INF/native-image");
  private static final Path FILE =
      NATIVE_IMAGE.resolve("io.muster", "muster", "reachability-metadata.json");

  @Test
  void everyClassThatIsReachedByReflectionIsInTheMetadata() throws IOException {
    String expected = Reachability.metadata();
    Path fresh = Path.of("target/reachability-metadata.json");
    Files.createDirectories(fresh.getParent());
    Files.writeString(fresh, expected);
    assertThat(Files.readString(FILE))
        .as("copy %s to %s", fresh, FILE.getParent())
        .isEqualTo(expected);
  }

  @Test
  void itNamesWhatEachLibraryNeeds() throws IOException {
    JsonNode metadata = new ObjectMapper().readTree(Files.readString(FILE));
    List<String> types = metadata.get("reflection").findValuesAsText("type");
    assertThat(types)
        .contains(
            "io.muster.cli.Serve",
            "io.muster.cli.Health",
            "io.muster.cli.Muster$Version",
            "io.muster.cli.Durations",
            "io.muster.api.events.Event$Ready",
            "io.muster.api.events.Event$CustomMessage",
            "io.muster.api.http.Problem$Fault",
            "io.muster.api.agents.AgentsResource",
            "io.muster.session.AgentSettings",
            "io.muster.protocol.proto.AgentToServer$Builder",
            "io.muster.protocol.proto.RemoteConfigStatuses")
        .doesNotHaveDuplicates();
  }

  /** A library that names its classes differently after an update would fail in the image only. */
  @ParameterizedTest
  @ValueSource(strings = {"io.muster/muster", "org.infinispan/infinispan-client-hotrod"})
  void everyClassAndResourceExists(String folder) throws IOException {
    JsonNode metadata =
        new ObjectMapper()
            .readTree(Files.readString(NATIVE_IMAGE.resolve(folder, "reachability-metadata.json")));
    assertThat(metadata.get("reflection").findValuesAsText("type"))
        .isNotEmpty()
        .allSatisfy(type -> Class.forName(type, false, getClass().getClassLoader()));
    assertThat(metadata.get("resources").findValuesAsText("glob"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(getClass().getClassLoader().getResource(name)).isNotNull());
  }

  /** An update that brings more schemas, or moves them, is told here. */
  @Test
  void everySchemaOfInfinispanIsInTheMetadata() throws IOException {
    String metadata =
        Files.readString(
            NATIVE_IMAGE.resolve(
                "org.infinispan/infinispan-client-hotrod", "reachability-metadata.json"));
    List<String> names = new ArrayList<>();
    for (var schema : ServiceLoader.load(SerializationContextInitializer.class)) {
      names.add("\"" + schema.getClass().getName() + "\"");
    }
    assertThat(names).hasSizeGreaterThan(5).allSatisfy(name -> assertThat(metadata).contains(name));
  }

  @Test
  void everyMethodOutsideOurCodeExists() throws IOException, ReflectiveOperationException {
    JsonNode metadata = new ObjectMapper().readTree(Files.readString(FILE));
    List<String> found = new ArrayList<>();
    for (JsonNode type : metadata.get("reflection")) {
      Class<?> owner = Class.forName(type.get("type").asText(), false, getClass().getClassLoader());
      for (JsonNode method : type.path("methods")) {
        List<Class<?>> parameters = new ArrayList<>();
        method.get("parameterTypes").forEach(name -> parameters.add(named(name.asText())));
        found.add(
            owner
                .getMethod(method.get("name").asText(), parameters.toArray(Class<?>[]::new))
                .getName());
      }
    }
    assertThat(found).contains("objectFieldOffset", "copyMemory").hasSize(25);
  }

  private static Class<?> named(String name) {
    Class<?> primitive = Class.forPrimitiveName(name);
    try {
      return primitive != null ? primitive : Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
