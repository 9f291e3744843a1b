package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.collector.ConfigDifferences.Difference;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveConfigTest {

  private static ConfigDocument config(String yaml) {
    return new ConfigDocument(
        List.of(new ConfigFile("", ByteString.copyFromUtf8(yaml), ConfigFile.YAML)));
  }

  private static ConfigDifferences differences(String before, String after) {
    return EffectiveConfig.differences(config(before), config(after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the order of keys | {a: {b: 1, c: 2}} | {a: {c: 2, b: 1}}",
        "the extension and its port | extensions: {opamp: {server: {ws: {endpoint: 'a:1'}}}} |"
            + " extensions: {opamp: {server: {ws: {endpoint: 'a:2'}}}}",
        "the extension put in | {extensions: {zpages: 1}, service: {extensions: [zpages]}} |"
            + " {extensions: {zpages: 1, opamp/x: 2}, service: {extensions: [opamp/x, zpages]}}",
        "the resource | service: {telemetry: {resource: {a: 1}}} |"
            + " service: {telemetry: {resource: {a: 2}}}",
        "pairs in any order | h: [{name: a, value: 1}, {name: b, value: 2}] |"
            + " h: [{name: b, value: 2}, {name: a, value: 1}]"
      })
  void orderOfKeysAndWhatAgentsPutInIsNoDifference(String what, String before, String after) {
    ConfigDifferences found = differences(before, after);
    assertThat(found.none()).as(what + ": " + found).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: {b: 1} | a: {b: 2} | /a/b | 1 | 2",
        "a: {b: 1} | a: {b: 1, c: 2} | /a/c | | 2",
        "a: {b: 1, c: 2} | a: {b: 1} | /a/c | 2 | ",
        "a: [x, y] | a: [y, x] | /a/0 | x | y",
        "a: [x] | a: [x, y] | /a/1 | | y",
        "a: {b: } | a: {b: {}} | /a/b | nothing | a mapping",
        "a: 'null' | a: null | /a | null | nothing",
        "h: [{name: a, value: 1}] | h: [{name: a, value: 2}] | /h/a/value | 1 | 2",
        "service: {extensions: [opamp, a]} | service: {extensions: [b, opamp]} |"
            + " /service/extensions/0 | a | b",
        "x: {opamp: 1} | x: {opamp: 2} | /x/opamp | 1 | 2"
      })
  void anythingElseIsADifferenceWithItsPath(
      String before, String after, String path, String left, String right) {
    assertThat(differences(before, after).first().getFirst())
        .isEqualTo(new Difference(path, left == null ? "" : left, right == null ? "" : right));
  }

  @Test
  void filesThatAreNotReadAreComparedByTheirBytes() {
    ConfigDocument ini =
        new ConfigDocument(List.of(new ConfigFile("x.ini", ByteString.copyFromUtf8("a=1"), "")));
    ConfigDocument other =
        new ConfigDocument(List.of(new ConfigFile("x.ini", ByteString.copyFromUtf8("a=23"), "")));
    assertThat(EffectiveConfig.differences(ini, ini).none()).isTrue();
    assertThat(EffectiveConfig.differences(ini, other).first())
        .containsExactly(new Difference("/x.ini", "a file of 3 bytes", "a file of 4 bytes"));
    assertThat(differences("a: [", "a: {").count()).isEqualTo(1);
  }

  @Test
  void manyAreCountedAndSomeAreTold() {
    ConfigDifferences found = differences(numbered(1000, "a"), numbered(1000, "b"));
    assertThat(found.count()).isEqualTo(1000);
    assertThat(found.first()).hasSize(EffectiveConfig.MAX_TOLD);
  }

  private static String numbered(int count, String value) {
    return IntStream.range(0, count)
        .mapToObj(i -> "k" + i + ": " + value + "\n")
        .collect(Collectors.joining());
  }
}
