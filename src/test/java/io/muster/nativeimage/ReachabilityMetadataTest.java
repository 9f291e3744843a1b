package io.muster.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The native image knows every class that something reaches by reflection. */
class ReachabilityMetadataTest {

  private static final Path FILE =
      Path.of(
          "src/main/resources/META-INF/native-image/io.muster/muster/reachability-metadata.json");

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
            "io.muster.api.Event$Ready",
            "io.muster.api.Event$CustomMessage",
            "io.muster.api.Problem$Fault",
            "io.muster.api.AgentsResource",
            "io.muster.session.AgentSettings",
            "io.muster.protocol.proto.AgentToServer$Builder",
            "io.muster.protocol.proto.RemoteConfigStatuses")
        .doesNotHaveDuplicates();
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
