package io.muster.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JVM runs Infinispan, for a native program that has none of its own. */
class ProgramsTest {

  @TempDir private Path folder;

  @Test
  void theJvmOfThisProcessIsTaken() throws IOException {
    String own = java("own/bin");
    assertThat(Programs.java(path("own"), Map.of("JAVA_HOME", path("other")))).isEqualTo(own);
  }

  @Test
  void withoutOneThatOfJavaHomeIsThenThatOfThePath() throws IOException {
    String onPath = java("path");
    var environment =
        Map.of("JAVA_HOME", path("home"), "PATH", path("nothing") + ":" + path("path"));
    assertThat(Programs.java(null, environment)).isEqualTo(onPath);
    String home = java("home/bin");
    assertThat(Programs.java(null, environment)).isEqualTo(home);
  }

  @Test
  void whereThereIsNoneItSaysWhatToDo() {
    assertThatThrownBy(() -> Programs.java(null, Map.of("PATH", path("nothing"))))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining("JAVA_HOME");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String java(String name) throws IOException {
    Path program = Files.createDirectories(folder.resolve(name)).resolve("java");
    Files.createFile(program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program.toString();
  }
}
