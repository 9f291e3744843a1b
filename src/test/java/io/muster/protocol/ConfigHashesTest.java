package io.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.protocol.proto.AgentConfigFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigHashesTest {

  @Test
  void oneCollectorYamlHasTheHashThatSha256sumShows() {
    assertThat(ConfigHashes.of(Map.of("collector.yaml", file("a: 1\n", "text/yaml"))).hex())
        .isEqualTo("37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae");
  }

  @Test
  void theCanonicalFormIsAsDocumented() {
    // Computed outside: number of files, then length and bytes of name, body, type, names sorted.
    assertThat(
            ConfigHashes.of(Map.of("b.yaml", file("b: 2", "text/yaml"), "", file("a: 1", "")))
                .hex())
        .isEqualTo("5cf6cad044a28db702c73eddc73166d4638e4d7f81a76832bb3de0e3d2647f8f");
    assertThat(ConfigHashes.of(Map.of()).hex())
        .isEqualTo("af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc");
  }

  @Test
  void namesAreSortedByTheirUtf8Bytes() {
    // U+1F600 comes after U+FF5E in UTF-8, before it in Java's strings.
    assertThat(
            ConfigHashes.of(Map.of("\ud83d\ude00", file("x", "t"), "\uff5e", file("y", "t"))).hex())
        .isEqualTo("54ee9af411bf67616b92918b63d9fe5381d2910ee76c0e7868102a70578c0a8c");
  }

  @Test
  void anotherNameOrTypeOrSecondFileChangesTheHash() {
    String body = "a: 1";
    var hashes =
        List.of(
            ConfigHashes.of(Map.of("collector.yaml", file(body, "text/yaml"))),
            ConfigHashes.of(Map.of("collector.yaml", file(body, "text/json"))),
            ConfigHashes.of(Map.of("collector.yaml", file(body, ""))),
            ConfigHashes.of(Map.of("", file(body, "text/yaml"))),
            ConfigHashes.of(
                Map.of("collector.yaml", file(body, "text/yaml"), "x", file("", "text/yaml"))),
            // The same characters, divided otherwise.
            ConfigHashes.of(Map.of("ab", file("c", ""))),
            ConfigHashes.of(Map.of("a", file("bc", ""))),
            ConfigHashes.of(Map.of("a", file("b", "c"))));

    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void theOrderOfTheMapDoesNotMatter() {
    Property.tries(1_000)
        .forAll(
            ConfigHashesTest::files,
            sorted -> {
              var names = new ArrayList<>(sorted.descendingKeySet());
              var reversed = new LinkedHashMap<String, AgentConfigFile>();
              names.forEach(name -> reversed.put(name, sorted.get(name)));

              assertThat(ConfigHashes.of(reversed)).isEqualTo(ConfigHashes.of(sorted));
            });
  }

  private static NavigableMap<String, AgentConfigFile> files(Choices choices) {
    var random = new RandomMessages(choices);
    var files = new TreeMap<String, AgentConfigFile>();
    for (int i = choices.nextInt(6); i >= 0; i--) {
      files.put(
          random.bytes(choices.nextInt(3)).toStringUtf8(),
          random.fill(AgentConfigFile.getDefaultInstance()));
    }
    return files;
  }

  private static AgentConfigFile file(String body, String type) {
    return AgentConfigFile.newBuilder()
        .setBody(ByteString.copyFromUtf8(body))
        .setContentType(type)
        .build();
  }

  @Test
  void aRoleChangesTheHashOnlyWhereThereIsOne() {
    AgentConfigFile plain = file("a: 1\n", "text/yaml");
    AgentConfigFile main = plain.toBuilder().setRole("main").build();
    assertThat(ConfigHashes.of(Map.of("collector.yaml", plain.toBuilder().setRole("").build())))
        .isEqualTo(ConfigHashes.of(Map.of("collector.yaml", plain)));
    // Of two files, each may be the main one; of one, it matters whether it says so.
    assertThat(
            List.of(
                ConfigHashes.of(Map.of("collector.yaml", plain)),
                ConfigHashes.of(Map.of("collector.yaml", main)),
                ConfigHashes.of(Map.of("a", plain, "b", plain)),
                ConfigHashes.of(Map.of("a", main, "b", plain)),
                ConfigHashes.of(Map.of("a", plain, "b", main)),
                ConfigHashes.of(Map.of("a", main, "b", main))))
        .doesNotHaveDuplicates();
  }
}
